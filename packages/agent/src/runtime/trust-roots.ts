// Which certificate authorities the agent trusts: SSL_CERT_FILE, else the first bundle the distribution
// keeps, as Go programs do; else those built into Node.
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'

export type TrustRoots = { secureContext(): SecureContext }

const DISTRIBUTION_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

function findFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

function load(certFile: string | undefined, warn: (message: string) => void): SecureContext {
  const candidates = certFile ? [certFile] : DISTRIBUTION_BUNDLES
  for (const path of candidates) {
    const ca = findFile(path)
    if (ca !== undefined) return createSecureContext({ ca, minVersion: 'TLSv1.2' })
  }
  if (certFile) warn(`SSL_CERT_FILE ${certFile} cannot be read: trusting the authorities built into Node instead`)
  return createSecureContext({ minVersion: 'TLSv1.2' })
}

/** Trust for all connections of the process. Loaded at first use and kept: a bundle costs megabytes to parse. */
export function trustRoots(certFile: string | undefined, warn: (message: string) => void): TrustRoots {
  let loaded: SecureContext | undefined
  return {
    secureContext() {
      loaded ??= load(certFile, warn)
      return loaded
    },
  }
}
