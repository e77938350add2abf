// Which connections `hostler` trusts and how it makes them, for API calls and for sessions alike.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCertificateAuthority } from '@hostler/plane/tls/certificate-authority'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runPiped } from './run-hostler.ts'
import { nodeId, ScriptedHost, sessionTypeAction } from './scripted-host.ts'

const folder = mkdtempSync(join(tmpdir(), 'hostler-trust-'))
let host: ScriptedHost
let caFile: string
let tls: { cert: string; key: string }
beforeAll(async () => {
  const authority = await openCertificateAuthority(folder, new Date())
  const { chain, key } = await authority.issue(['127.0.0.1', 'plane.example'], new Date())
  caFile = authority.caFile
  tls = { cert: chain, key }
})
beforeEach(async () => {
  host = await ScriptedHost.start({ actions: [sessionTypeAction], tls })
  return () => host.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a command in a session to its end; its exit status. */
async function runCommand(environment: Record<string, string>): Promise<{ exitCode: number | null; stderr: string }> {
  const { ended, stderr } = runPiped(host, ['shell', nodeId, '--command', 'true'], environment)
  void host.ready().then(() => host.exit(0))
  return { exitCode: (await ended).exitCode, stderr: stderr.text }
}

describe('an authority is trusted for calls and sessions when it is named by', () => {
  test.each(['AWS_CA_BUNDLE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])('%s', async setting => {
    expect(await runCommand({ [setting]: caFile })).toEqual({ exitCode: 0, stderr: '' })
  })

  test('ca_bundle of the profile', async () => {
    const file = join(folder, 'config')
    const keys = 'aws_access_key_id = a\naws_secret_access_key = s'
    writeFileSync(file, `[profile p]\n${keys}\nca_bundle = ${caFile}\n[profile other]\n${keys}\n`)
    expect((await runCommand({ AWS_CONFIG_FILE: file, AWS_PROFILE: 'p' })).exitCode).toBe(0)
    expect((await runCommand({ AWS_CONFIG_FILE: file, AWS_PROFILE: 'other' })).exitCode).toBe(4)
  })
})

describe('an authority that nobody named', () => {
  test('is not trusted, and the failure says what to set', async () => {
    const { exitCode, stderr } = await runCommand({})
    expect(exitCode).toBe(4)
    expect(stderr).toContain("Set NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE to the plane's CA file")
  })

  test('is not trusted with a session either', async () => {
    const api = await ScriptedHost.start()
    const { StreamUrl } = host.api.answers['StartSession']!({}) as { StreamUrl: string }
    const answer = api.api.answers['StartSession']!
    api.api.answers['StartSession'] = input => ({ ...answer(input), StreamUrl })
    const { ended, stderr } = runPiped(api, ['shell', nodeId, '--command', 'true'])
    expect((await ended).exitCode).toBe(4)
    expect(stderr.text).toContain('is not trusted')
    expect(host.tokens).toEqual([])
    await api.close()
  })

  test('and a setting that names no file ends with a sentence about the setting', async () => {
    const { exitCode, stderr } = await runCommand({ AWS_CA_BUNDLE: '/nowhere.pem' })
    expect([exitCode, stderr]).toEqual([2, 'AWS_CA_BUNDLE names /nowhere.pem, which cannot be read (ENOENT)\n'])
  })
})

describe('a proxy', () => {
  let proxy: Server
  let asked: string[]
  beforeEach(async () => {
    asked = []
    // Whatever is asked for, the scripted host is what one gets.
    proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url!)
      const upstream = connect(Number(new URL(host.api.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.pipe(socket).pipe(upstream)
      })
      for (const end of [socket, upstream]) end.on('error', () => undefined)
    })
    const sockets = new Set<Socket>()
    proxy.on('connection', socket => sockets.add(socket))
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', () => resolve()))
    return () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => proxy.close(resolve))
    }
  })
  const proxyUrl = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`

  test('takes calls and the session where the environment names it', async () => {
    const { StreamUrl: _, ...rest } = host.api.answers['StartSession']!({}) as Record<string, string>
    host.api.answers['StartSession'] = () => ({ ...rest, StreamUrl: 'wss://plane.example/stream' })
    const AWS_ENDPOINT_URL = 'https://plane.example'
    expect(await runCommand({ AWS_ENDPOINT_URL, AWS_CA_BUNDLE: caFile, HTTPS_PROXY: proxyUrl() })).toEqual({
      exitCode: 0,
      stderr: '',
    })
    expect([new Set(asked), asked.length >= 2]).toEqual([new Set(['plane.example:443']), true])
  })

  test('is not asked for this machine', async () => {
    expect((await runCommand({ AWS_CA_BUNDLE: caFile, HTTPS_PROXY: proxyUrl() })).exitCode).toBe(0)
    expect(asked).toEqual([])
  })
})
