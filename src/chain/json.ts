import type { Finding } from '../finding.js';
import type { Certificate } from '../x509/certificate.js';
import { toPem } from '../x509/pem.js';
import { isSelfSigned } from '../x509/signature.js';
import type { ChainAnalysis, MissingIssuer, StoreVerdict } from './analysis.js';
import type { Capture, CaptureOrigin, Presented } from './capture.js';

export { captureFromJson } from './captureFromJson.js';

/** A value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A capture as programs get it; `captureFromJson` reads it back. Entries that are no certificate keep `problem` and bytes. */
export function captureToJson(capture: Capture): { readonly [key: string]: Json } {
  const { origin, tls, capturedAt, presented, transcript } = capture;
  return {
    origin: originToJson(origin),
    capturedAt: capturedAt.toISOString(),
    presented: presented.map(presentedToJson),
    ...(tls ? { tls: { ...tls } } : {}),
    transcript: transcript.map(({ from, text }) => ({ from, text })),
  };
}

function originToJson(origin: CaptureOrigin): Json {
  if (origin.kind !== 'server') {
    return { ...origin };
  }
  const { unreached, ...answered } = origin;
  return { ...answered, ...(unreached ? { unreached: unreached.map((each) => ({ ...each })) } : {}) };
}

function presentedToJson({ der, certificate, problem }: Presented): Json {
  return certificate ? certificateToJson(certificate) : { problem, pem: toPem(der) };
}

/** A certificate as programs get it. Absent identifiers and usages are null. */
export function certificateToJson(certificate: Certificate): Json {
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serialNumber: certificate.serialNumber,
    thumbprint: certificate.thumbprint,
    sha256: certificate.sha256,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    dnsNames: certificate.dnsNames,
    subjectKeyId: certificate.subjectKeyId ?? null,
    authorityKeyId: certificate.authorityKeyId ?? null,
    caIssuers: certificate.caIssuers,
    extendedKeyUsage: certificate.extendedKeyUsage ?? null,
    isCa: certificate.basicConstraints?.ca ?? false,
    selfSigned: isSelfSigned(certificate),
    keyType: certificate.keyType.label,
    signatureAlgorithm: certificate.signatureAlgorithm,
    pem: toPem(certificate.der),
  };
}

/** A judgement as programs get it: certificates by SHA-256, those that were not presented in full. */
export function analysisToJson(analysis: ChainAnalysis): { readonly [key: string]: Json } {
  return {
    leaf: analysis.leaf?.sha256 ?? null,
    complete: analysis.complete,
    order: analysis.order,
    missing: analysis.missing.map(missingToJson),
    corrected: analysis.corrected?.map(({ sha256 }) => sha256) ?? null,
    paths: analysis.paths.map(({ trustStore, certificates, sources }) => ({
      trustStore,
      certificates: certificates.map(({ sha256 }) => sha256),
      sources,
    })),
    rejected: (analysis.rejected ?? []).map(({ certificates, reasons }) => ({
      certificates: certificates.map(({ sha256 }) => sha256),
      reasons,
    })),
    verdicts: analysis.verdicts.map(verdictToJson),
    findings: analysis.findings.map(findingToJson),
  };
}

function missingToJson({ subject, authorityKeyId, caIssuers, rootListedBy, certificate }: MissingIssuer): Json {
  return {
    subject: subject.text,
    authorityKeyId: authorityKeyId ?? null,
    caIssuers,
    ...(rootListedBy === undefined ? {} : { rootListedBy }),
    ...(certificate ? { certificate: certificateToJson(certificate) } : {}),
  };
}

function verdictToJson({ trustStore, label, verdict, root, from }: StoreVerdict): Json {
  return { trustStore, label, verdict, root: root?.sha256 ?? null, from: from ?? null };
}

function findingToJson({ code, severity, message, range, sha256, index }: Finding): Json {
  return {
    code,
    severity,
    message,
    ...(range ? { range: { start: { ...range.start }, end: { ...range.end } } } : {}),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(index === undefined ? {} : { index }),
  };
}
