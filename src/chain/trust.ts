import type { Certificate } from '../x509/certificate.js';
import { isSignedBy } from '../x509/signature.js';
import type { TrustStore } from '../x509/trust.js';

/** The chosen trust stores together. */
export class Trust {
  private readonly holders = new Map<string, readonly TrustStore[]>();

  constructor(readonly stores: readonly TrustStore[]) {}

  /** Every certificate of the stores that bears the name of this one's issuer. */
  named(certificate: Certificate): readonly Certificate[] {
    return this.stores.flatMap((store) => store.withSubject(certificate.issuer.der));
  }

  /**
   * The stores that take the certificate as an anchor. One that is not self-issued and whose issuer the stores hold too
   * is an intermediate that happens to lie in a bundle: as an anchor it would hide that the peer did not send it.
   */
  holdersOf(certificate: Certificate): readonly TrustStore[] {
    let holders = this.holders.get(certificate.sha256);
    if (holders === undefined) {
      holders = this.stores.filter((store) => !store.unavailable && store.verdict(certificate) === 'trusted');
      if (
        holders.length > 0 &&
        !certificate.selfIssued &&
        this.named(certificate).some((each) => isSignedBy(certificate, each))
      ) {
        holders = [];
      }
      this.holders.set(certificate.sha256, holders);
    }
    return holders;
  }

  isAnchor(certificate: Certificate): boolean {
    return this.holdersOf(certificate).length > 0;
  }

  /**
   * The store that lists a root named like this certificate's issuer, where nobody here has that root. One that is at
   * hand and did not sign the certificate is not its issuer, whatever its name.
   */
  listing(certificate: Certificate): TrustStore | undefined {
    return this.stores.find(
      (store) =>
        store.unavailable === undefined &&
        store.listsName?.(certificate.issuer) &&
        !this.named(certificate).some((each) => store.verdict(each) !== 'unlisted'),
    );
  }

  /** Whether some store could say something of a root that is known. */
  get answersRoots(): boolean {
    return this.stores.some((store) => store.unavailable === undefined);
  }

  /**
   * Whether some store can say that none of its roots issued this certificate. A list of names may call a root otherwise,
   * which leaves it open above an authority; what issues to servers themselves is an intermediate, unless it is listed.
   */
  deniesIssuerOf({ issuer, basicConstraints }: Certificate): boolean {
    return this.stores.some((store) => {
      if (store.unavailable !== undefined) {
        return false;
      }
      return !store.fingerprintsOnly || (!basicConstraints?.ca && store.listsName?.(issuer) === false);
    });
  }
}
