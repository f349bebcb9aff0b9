import * as l10n from '@vscode/l10n';
import type { Certificate } from './certificate.js';
import { shortName } from './names.js';
import type { PathFault } from './pathRules.js';

const anyPolicy = '2.5.29.32.0';

/** The counters of RFC 5280 section 6.1.2: how many more certificates until a policy is required, mapping or anyPolicy ends. */
interface PolicyState {
  explicitPolicy: number;
  policyMapping: number;
  inhibitAnyPolicy: number;
  /** Policies that every certificate so far allows; undefined stands for any. */
  policies: ReadonlySet<string> | undefined;
}

/**
 * Certificate policies (RFC 5280 section 6.1.3 to 6.1.5) with any policy acceptable to the user: they matter only where
 * a CA requires one. Which policies remain is followed as a set; the standard's tree tells more than anyone asks here.
 */
export function policyFault(path: readonly Certificate[]): PathFault | undefined {
  if (!path.some((certificate) => certificate.policyConstraints?.requireExplicitPolicy !== undefined)) {
    return undefined;
  }
  const length = path.length;
  const state: PolicyState = {
    explicitPolicy: length,
    policyMapping: length,
    inhibitAnyPolicy: length,
    policies: undefined,
  };
  // The anchor's own policies do not count (section 6.1.1 (d)), the constraints below it do.
  for (let i = length - 2; i >= 0; i--) {
    const certificate = path[i];
    if (certificate) {
      narrow(state, certificate, i === 0);
      step(state, certificate, i === 0);
      if (state.explicitPolicy <= 0 && state.policies?.size === 0) {
        const message = l10n.t(
          '{0} lacks the certificate policy that an authority above it requires.',
          shortName(certificate),
        );
        return { kind: 'constraint', certificate, message };
      }
    }
  }
  return undefined;
}

function narrow(state: PolicyState, certificate: Certificate, isLeaf: boolean): void {
  const stated = new Set(certificate.policies ?? []);
  const allowsAny = stated.has(anyPolicy) && (state.inhibitAnyPolicy > 0 || (certificate.selfIssued && !isLeaf));
  stated.delete(anyPolicy);
  if (!allowsAny) {
    const { policies } = state;
    state.policies = new Set([...stated].filter((policy) => policies?.has(policy) ?? true));
  }
}

// Preparation for the next certificate (section 6.1.4), or wrap-up for the leaf (section 6.1.5).
function step(state: PolicyState, certificate: Certificate, isLeaf: boolean): void {
  if (!isLeaf) {
    mapPolicies(state, certificate);
  }
  if (isLeaf || !certificate.selfIssued) {
    state.explicitPolicy--;
    state.policyMapping--;
    state.inhibitAnyPolicy--;
  }
  const { policyConstraints, inhibitAnyPolicy } = certificate;
  state.explicitPolicy = Math.min(
    state.explicitPolicy,
    policyConstraints?.requireExplicitPolicy ?? state.explicitPolicy,
  );
  state.policyMapping = Math.min(state.policyMapping, policyConstraints?.inhibitPolicyMapping ?? state.policyMapping);
  state.inhibitAnyPolicy = Math.min(state.inhibitAnyPolicy, inhibitAnyPolicy ?? state.inhibitAnyPolicy);
}

function mapPolicies(state: PolicyState, certificate: Certificate): void {
  const mappings = certificate.policyMappings ?? [];
  const { policies } = state;
  if (policies === undefined || mappings.length === 0) {
    return;
  }
  const mapped = new Set(mappings.map((mapping) => mapping.issuerDomain));
  const kept = [...policies].filter((policy) => !mapped.has(policy));
  const added = mappings
    .filter((mapping) => policies.has(mapping.issuerDomain))
    .map((mapping) => mapping.subjectDomain);
  state.policies = new Set(state.policyMapping > 0 ? [...kept, ...added] : kept);
}
