// The plane's own certificate authority, made at the first start, and the leaf certificates it issues. The library
// behind it is loaded only when something is issued: an ordinary start reads files.
import { createPrivateKey, randomBytes, type webcrypto, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'

/** A certificate with its key, PEM. `chain` holds the leaf and then the authority. */
export interface Leaf {
  readonly chain: string
  readonly key: string
  readonly expiresAt: Date
}

export interface CertificateAuthority {
  /** PEM file to trust (`SSL_CERT_FILE`, `AWS_CA_BUNDLE`). */
  readonly caFile: string
  /** A certificate for names and addresses; the first is also the common name. */
  issue(names: readonly string[], now: Date): Promise<Leaf>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000
const authorityDays = 3650
const leafDays = 365

/** Opens the authority of a folder, making it when there is none. */
export async function openCertificateAuthority(folder: string, now: Date): Promise<CertificateAuthority> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const caFile = join(folder, 'ca.crt')
  const keyFile = join(folder, 'ca.key')
  if (!existsSync(caFile) || !existsSync(keyFile)) await makeAuthority(caFile, keyFile, now)
  const caPem = readFileSync(caFile, 'utf8')
  return {
    caFile,
    issue: (names, at) => issueLeaf(names, at, caPem, readFileSync(keyFile, 'utf8')),
  }
}

async function loadLibrary() {
  // The library's container asks for this polyfill before it is imported.
  await import('reflect-metadata/lite')
  return import('@peculiar/x509')
}

async function makeAuthority(caFile: string, keyFile: string, now: Date): Promise<void> {
  const x509 = await loadLibrary()
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: `CN=Hostler ${randomBytes(4).toString('hex')}, O=Hostler`,
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + authorityDays * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  writeFileSync(keyFile, await privateKeyPem(keys.privateKey), { mode: 0o600, flush: true })
  writeFileSync(caFile, certificate.toString('pem') + '\n', { mode: 0o644, flush: true })
}

async function issueLeaf(names: readonly string[], now: Date, caPem: string, caKeyPem: string): Promise<Leaf> {
  const x509 = await loadLibrary()
  const authority = new x509.X509Certificate(caPem)
  const caKey = createPrivateKey(caKeyPem).export({ format: 'jwk' })
  const signingKey = await crypto.subtle.importKey('jwk', caKey, algorithm, false, ['sign'])
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const expiresAt = new Date(now.getTime() + leafDays * dayMs)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: `CN=${names[0]}`,
    issuer: authority.subject,
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: expiresAt,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map(value => (isIP(value) ? { type: 'ip', value } : { type: 'dns', value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authority),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { chain: `${certificate.toString('pem')}\n${caPem}`, key: await privateKeyPem(keys.privateKey), expiresAt }
}

/** Positive and unpredictable, as certificates want it. */
function newSerialNumber(): string {
  return '01' + randomBytes(15).toString('hex')
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${base64.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`
}

/** When a PEM certificate ends; for leaves read back from disk. */
export function expiryOf(pem: string): Date {
  return new Date(new X509Certificate(pem).validTo)
}
