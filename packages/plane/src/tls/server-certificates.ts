// Which certificate a TLS client is shown: by the name it asks for (SNI), else the one for this machine's addresses.
// Names outside the plane's own are shown that one too, and the client refuses it.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, type SecureContext, type TlsOptions } from 'node:tls'
import type { Clock } from '../domain/basics/clock.ts'
import { type CertificateAuthority, expiryOf, type Leaf } from './certificate-authority.ts'

export interface ServerNames {
  /** Configured names, besides localhost. */
  readonly hostNames: readonly string[]
  /** Services are at `SERVICE.REGION.DOMAIN`, buckets at `BUCKET.s3.REGION.DOMAIN`. */
  readonly serviceDomain: string
  readonly regions: readonly string[]
  /** Addresses beyond this machine's own, e.g. where hosts see the plane. */
  readonly addresses: readonly string[]
}

interface HeldContext {
  readonly context: SecureContext
  readonly expiresAt: Date
}

const renewBeforeMs = 30 * 86_400_000
const contextsMax = 1_000

/** TLS options of the HTTPS port: http/1.1 only, since agents would take HTTP/2 if it were offered. */
export async function serverCertificates(
  authority: CertificateAuthority,
  folder: string,
  names: ServerNames,
  clock: Clock,
): Promise<TlsOptions> {
  const held = new Map<string, Promise<HeldContext>>()

  function load(certificateNames: readonly string[], key: string): Promise<HeldContext> {
    if (held.size >= contextsMax) held.clear()
    const loading = loadOrIssue(authority, folder, certificateNames, clock.now()).then(toContext)
    held.set(key, loading)
    loading.catch(() => held.delete(key))
    return loading
  }

  async function contextFor(certificateNames: readonly string[]): Promise<SecureContext> {
    const key = certificateNames.join(' ')
    const loading = held.get(key) ?? load(certificateNames, key)
    const { context, expiresAt } = await loading
    if (!isDue(expiresAt, clock.now())) return context
    // The first of those who find it due makes room for a new one; the others wait for that.
    if (held.get(key) === loading) held.delete(key)
    return contextFor(certificateNames)
  }

  const own = ownNames(names)
  const leaf = await loadOrIssue(authority, folder, own, clock.now())
  held.set(own.join(' '), Promise.resolve(toContext(leaf)))
  return {
    cert: leaf.chain,
    key: leaf.key,
    minVersion: 'TLSv1.2',
    ALPNCallback: chooseHttp,
    SNICallback(serverName, done) {
      const wildcard = wildcardFor(serverName.toLowerCase(), names)
      contextFor(wildcard === undefined ? own : [wildcard]).then(
        context => done(null, context),
        (error: Error) => done(error),
      )
    },
  }
}

/** Names and addresses of the certificate that is shown when no other fits. */
function ownNames({ hostNames, addresses }: ServerNames): string[] {
  const interfaces = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  const local = interfaces.filter(({ address }) => !address.startsWith('fe80:')).map(({ address }) => address)
  return [...new Set(['localhost', '127.0.0.1', '::1', ...hostNames, ...addresses, ...local.sort()])]
}

/** `*.REGION.DOMAIN` or `*.s3.REGION.DOMAIN` where the asked name is below one of them. */
function wildcardFor(serverName: string, { serviceDomain, regions }: ServerNames): string | undefined {
  const parent = serverName.slice(serverName.indexOf('.') + 1)
  const region = regions.find(name => parent === `${name}.${serviceDomain}` || parent === `s3.${name}.${serviceDomain}`)
  return region === undefined ? undefined : `*.${parent}`
}

/** Leaves are kept on disk, so that a start with nothing new to name issues nothing. */
async function loadOrIssue(
  authority: CertificateAuthority,
  folder: string,
  names: readonly string[],
  now: Date,
): Promise<Leaf> {
  const base = join(folder, `leaf-${createHash('sha256').update(names.join(' ')).digest('hex').slice(0, 16)}`)
  const files = { chain: `${base}.crt`, key: `${base}.key` }
  if (existsSync(files.chain) && existsSync(files.key)) {
    const chain = readFileSync(files.chain, 'utf8')
    const expiresAt = expiryOf(chain)
    if (!isDue(expiresAt, now)) return { chain, key: readFileSync(files.key, 'utf8'), expiresAt }
  }
  const leaf = await authority.issue(names, now)
  writeFileSync(files.key, leaf.key, { mode: 0o600 })
  writeFileSync(files.chain, leaf.chain, { mode: 0o644 })
  return leaf
}

function toContext({ chain, key, expiresAt }: Leaf): HeldContext {
  return { context: createSecureContext({ cert: chain, key, minVersion: 'TLSv1.2' }), expiresAt }
}

function isDue(expiresAt: Date, now: Date): boolean {
  return expiresAt.getTime() - now.getTime() < renewBeforeMs
}

/** A list instead would be copied for each connection into a pool that then stays: 4 KiB for every host. */
function chooseHttp({ protocols }: { readonly protocols: readonly string[] }): string | undefined {
  return protocols.find(protocol => protocol === 'http/1.1')
}
