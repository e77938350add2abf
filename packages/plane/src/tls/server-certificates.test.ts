import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, type Server } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CertificateAuthority, openCertificateAuthority } from './certificate-authority.ts'
import { serverCertificates, type ServerNames } from './server-certificates.ts'

const names: ServerNames = {
  hostNames: ['plane.example.org'],
  serviceDomain: 'hostler.internal',
  regions: ['ap-northeast-1', 'eu-west-1'],
  addresses: ['172.31.0.1'],
}
const dayMs = 86_400_000

let folder: string
let now: Date
let authority: { -readonly [Name in keyof CertificateAuthority]: CertificateAuthority[Name] }
/** Names of each certificate that was issued. */
let issued: (readonly string[])[]
const servers: Server[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostler-tls-'))
  now = new Date()
  issued = []
})
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise(resolve => server.close(resolve))
  rmSync(folder, { recursive: true })
})

/** What the plane gives its HTTPS server; remembers what was issued. */
async function serverOptions(change: Partial<ServerNames> = {}) {
  const opened = await openCertificateAuthority(folder, now)
  authority = {
    ...opened,
    issue(certificateNames, at) {
      issued.push(certificateNames)
      return opened.issue(certificateNames, at)
    },
  }
  const clock = { now: () => now, sleep: () => Promise.resolve() }
  return serverCertificates(authority, folder, { ...names, ...change }, clock)
}

/** A server as the plane starts it; its port. */
async function start(change: Partial<ServerNames> = {}): Promise<number> {
  const server = createServer(await serverOptions(change))
  server.on('secureConnection', socket => socket.end())
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  return (server.address() as AddressInfo).port
}

interface Handshake {
  readonly protocol: string | false | null
  readonly tls: string | null
  readonly certificate: X509Certificate
}

/** Connects as a client that trusts the authority and nobody else; an IP is not named in the handshake. */
async function handshake(
  port: number,
  name: string,
  options: { ALPNProtocols?: string[]; maxVersion?: 'TLSv1.1' | 'TLSv1.2' } = {},
) {
  const ca = readFileSync(authority.caFile)
  const isIp = /^[\d.:]+$/.test(name)
  const socket = connect({ host: isIp ? name : '127.0.0.1', port, ca, ...(!isIp && { servername: name }), ...options })
  const errors = once(socket, 'error').then(([error]) => Promise.reject(error as Error))
  try {
    await Promise.race([once(socket, 'secureConnect'), errors])
    const certificate = socket.getPeerX509Certificate()!
    return { protocol: socket.alpnProtocol, tls: socket.getProtocol(), certificate } satisfies Handshake
  } finally {
    socket.destroy()
  }
}

describe('a client that trusts the authority', () => {
  test.each([
    'localhost',
    '127.0.0.1',
    'plane.example.org',
    'ssm.ap-northeast-1.hostler.internal',
    'ec2messages.eu-west-1.hostler.internal',
    'SSM.EU-WEST-1.HOSTLER.INTERNAL',
    'bucket.s3.ap-northeast-1.hostler.internal',
    's3.eu-west-1.hostler.internal',
  ])('is shown a certificate for %s', async name => {
    const { certificate } = await handshake(await start(), name)
    expect(certificate.checkHost(name) ?? certificate.checkIP(name)).toBeDefined()
  })

  test.each([
    'ssm.us-east-1.hostler.internal',
    'a.b.ap-northeast-1.hostler.internal',
    'a.bucket.s3.eu-west-1.hostler.internal',
    'ssm.eu-west-1.amazonaws.com',
    'hostler.internal',
    'x',
  ])('refuses what it is shown for %s: the certificate of the plane’s own names', async name => {
    await expect(handshake(await start(), name)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      cert: { subjectaltname: expect.stringContaining('DNS:localhost, IP Address:127.0.0.1') },
    })
    expect(issued.length).toBe(1)
  })

  test('gets http/1.1 and nothing else, over TLS 1.2 at least', async () => {
    const port = await start()
    expect((await handshake(port, 'localhost', { ALPNProtocols: ['h2', 'http/1.1'] })).protocol).toBe('http/1.1')
    expect(
      (await handshake(port, 'ssm.eu-west-1.hostler.internal', { ALPNProtocols: ['h2', 'http/1.1'] })).protocol,
    ).toBe('http/1.1')
    expect((await handshake(port, 'localhost')).protocol).toBe(false)
    await expect(handshake(port, 'localhost', { ALPNProtocols: ['h2'] })).rejects.toThrow(/alert/)
    expect((await handshake(port, 'localhost', { maxVersion: 'TLSv1.2' })).tls).toBe('TLSv1.2')
    await expect(handshake(port, 'localhost', { maxVersion: 'TLSv1.1' })).rejects.toThrow()
  })

  test('of another plane refuses this one’s', async () => {
    const port = await start()
    const elsewhere = mkdtempSync(join(tmpdir(), 'hostler-tls-'))
    try {
      authority = await openCertificateAuthority(elsewhere, now)
      await expect(handshake(port, 'localhost')).rejects.toThrow(/certificate/)
    } finally {
      rmSync(elsewhere, { recursive: true })
    }
  })
})

describe('certificates are issued', () => {
  test('once for a name, however many ask at the same moment, and names of one region share it', async () => {
    const options = await serverOptions()
    const ask = (name: string) => new Promise(resolve => options.SNICallback!(name, (_, context) => resolve(context)))
    const contexts = await Promise.all(
      ['ssm', 'ec2', 'iam', 'ssm'].map(service => ask(`${service}.eu-west-1.hostler.internal`)),
    )
    expect(new Set(contexts).size).toBe(1)
    await ask('bucket.s3.eu-west-1.hostler.internal')
    expect(issued.slice(1)).toEqual([['*.eu-west-1.hostler.internal'], ['*.s3.eu-west-1.hostler.internal']])
  })

  test('later, where one could not be issued', async () => {
    const options = await serverOptions()
    const ask = (name: string) => new Promise(resolve => options.SNICallback!(name, error => resolve(error?.message)))
    const { issue } = authority
    authority.issue = () => Promise.reject(new Error('disk full'))
    expect(await ask('ssm.eu-west-1.hostler.internal')).toBe('disk full')
    authority.issue = issue
    expect(await ask('ssm.eu-west-1.hostler.internal')).toBeUndefined()
  })

  test('not again by a second start', async () => {
    const service = 'ssm.eu-west-1.hostler.internal'
    const first = await handshake(await start(), service)
    issued = []
    const second = await handshake(await start(), service)
    await handshake(await start(), 'localhost')
    expect(issued).toEqual([])
    expect(second.certificate.fingerprint256).toBe(first.certificate.fingerprint256)
  })

  test('anew when the plane has another name', async () => {
    await start()
    await handshake(await start({ hostNames: ['other.example.org'] }), 'other.example.org')
    expect(issued.length).toBe(2)
  })

  test('anew a month before they expire, also while the plane runs, from the same authority', async () => {
    const service = 'ssm.eu-west-1.hostler.internal'
    const port = await start()
    const first = await handshake(port, service)
    now = new Date(now.getTime() + 334 * dayMs)
    expect((await handshake(port, service)).certificate.fingerprint256).toBe(first.certificate.fingerprint256)
    now = new Date(now.getTime() + 2 * dayMs)
    await expect(handshake(port, service)).rejects.toMatchObject({ code: 'CERT_NOT_YET_VALID' })
    expect(issued.map(([name]) => name)).toEqual([
      'localhost',
      '*.eu-west-1.hostler.internal',
      '*.eu-west-1.hostler.internal',
    ])
    expect(readdirSync(folder).filter(file => file === 'ca.crt').length).toBe(1)
  })
})

describe('what is kept on disk', () => {
  test('keys are readable by their owner alone; the authority’s certificate by everybody', async () => {
    await start()
    for (const file of readdirSync(folder)) {
      const mode = statSync(join(folder, file)).mode & 0o777
      expect([file, mode]).toEqual([file, file.endsWith('.key') ? 0o600 : 0o644])
    }
  })

  test('the authority may sign certificates and nothing else, and leaves may not sign', async () => {
    const { certificate } = await handshake(await start(), 'localhost')
    const ca = new X509Certificate(readFileSync(authority.caFile))
    expect([ca.ca, certificate.ca]).toEqual([true, false])
    expect(certificate.checkIssued(ca) && certificate.verify(ca.publicKey)).toBe(true)
    expect(certificate.serialNumber).not.toBe(ca.serialNumber)
  })

  const openssl = spawnSync('openssl', ['version'])
  if (openssl.status !== 0) console.log('skipping certificates under openssl: there is no program `openssl` here')
  test.skipIf(openssl.status !== 0)('openssl, strictly, finds nothing to object to', async () => {
    const leaf = await (await openAuthority()).issue(['plane.example.org', '127.0.0.1'], now)
    const leafFile = join(folder, 'leaf.pem')
    writeFileSync(leafFile, leaf.chain)
    const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', authority.caFile]
    const run = (...more: string[]) => spawnSync('openssl', [...args, ...more, leafFile], { encoding: 'utf8' })
    expect(run('-verify_hostname', 'plane.example.org')).toMatchObject({ status: 0, stderr: '' })
    expect(run('-verify_ip', '127.0.0.1').stdout).toContain(': OK')
    expect(run('-verify_hostname', 'other.example.org').status).not.toBe(0)
  })
})

async function openAuthority(): Promise<CertificateAuthority> {
  authority = await openCertificateAuthority(folder, now)
  return authority
}
