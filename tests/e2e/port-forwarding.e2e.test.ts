// Connections to what a host can reach, with everything real: plane, agent and `hostler` in processes of their own.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeSessionsCommand, StartSessionCommand } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patience } from './real-plane.ts'
import { HostlerProcess, SessionHost } from './session-host.ts'
import { Caller, hashOf, noise, serve, Wire } from './tcp-peers.ts'

const host = new SessionHost()
const folder = mkdtempSync(join(tmpdir(), 'hostler-copies-'))
beforeAll(() => host.start())
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

const openSessions = async () =>
  (await host.clients.ssm.send(new DescribeSessionsCommand({ State: 'Active' }))).Sessions!.length

describe('hostler forward', () => {
  test('carries many connections at once, whole and apart, with answers that come after the question has ended', async () => {
    const port = await serve(socket => {
      const pieces: Buffer[] = []
      socket.on('data', (bytes: Buffer) => pieces.push(bytes))
      socket.on('end', () => socket.end(Buffer.concat(pieces).reverse()))
    })
    const forward = host.hostler(['forward', '--json', host.nodeId, `0:localhost:${port}`])
    const [local] = await forward.ports(1)
    const callers = Array.from({ length: 8 }, (_, seed) => {
      const caller = new Caller(local!)
      const sent = noise(400_000 + seed * 1111, seed)
      caller.socket.end(sent)
      return { caller, sent }
    })
    for (const { caller, sent } of callers) {
      await caller.ended
      expect(hashOf(caller.received)).toBe(hashOf(Buffer.from(sent).reverse()))
    }
    expect(await forward.stop()).toBe(0)
    await expect.poll(openSessions, patience).toBe(0)
  })

  test('says that nobody listens where it leads, and goes on', async () => {
    const port = await serve(() => {})
    const forward = host.hostler(['forward', '--json', host.nodeId, '0:localhost:1', `0:127.0.0.1:${port}`])
    const [dead, alive] = await forward.ports(2)
    await new Caller(dead!).ended
    expect(await forward.event('refused')).toMatchObject({ destination: 'localhost:1' })
    const caller = new Caller(alive!)
    await expect.poll(() => caller.socket.readyState, patience).toBe('open')
    await forward.stop()
  })

  test('leads SOCKS5 clients where they say, and nobody to metadata', async () => {
    const port = await serve(socket => void socket.end('hello from the other side'))
    const forward = host.hostler(['forward', '--json', host.nodeId, '--socks', '0'])
    const [socks] = await forward.ports(1)
    const ask = (name: string, to: number) => {
      const caller = new Caller(socks!)
      caller.socket.write(Buffer.of(5, 1, 0))
      caller.socket.write(Buffer.of(5, 1, 0, 3, name.length, ...Buffer.from(name), to >> 8, to & 0xff))
      return caller
    }
    const caller = ask('localhost', port)
    await caller.ended
    const granted = Buffer.of(5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    expect(caller.received.toString('latin1')).toBe(`${granted.toString('latin1')}hello from the other side`)
    await ask('169.254.169.254', 80).ended
    const { why } = await forward.event('session-ended')
    expect(why).toContain('Forwarding to IP address 169.254.169.254 is forbidden')
    await forward.stop()
  })

  test('goes on where it was when its connection to the plane breaks, however often', async () => {
    const sent = noise(24_000_000, 5)
    const port = await serve(socket => void socket.pipe(socket))
    const wire = await Wire.to(Number(new URL(host.plane.file.url).port))
    const forward = host.hostler(['forward', '--json', host.nodeId, `0:localhost:${port}`], wire.url)
    const [local] = await forward.ports(1)
    const caller = new Caller(local!)
    caller.socket.end(sent)
    for (const part of [1, 6, 12, 20]) {
      await expect.poll(() => caller.receivedBytes, { ...patience, interval: 5 }).toBeGreaterThan(part * 1_000_000)
      wire.cut()
      await new Promise(resolve => setTimeout(resolve, 250))
      wire.mend()
    }
    await caller.ended
    expect(caller.receivedBytes).toBe(sent.length)
    expect(hashOf(caller.received)).toBe(hashOf(sent))
    expect(forward.events.filter(({ event }) => event === 'session-ended')).toEqual([])
    await forward.stop()
  })

  test('refuses what is no forward before it asks for a session', async () => {
    const forward = host.hostler(['forward', host.nodeId, '8080:localhost'])
    expect(await forward.ended).toBe(2)
    expect(forward.stderr).toContain(`'8080:localhost' is none of`)
  })
})

const stockPlugin = process.env['HOSTLER_STOCK_PLUGIN']
if (!stockPlugin) console.log('skipping the stock session-manager-plugin: HOSTLER_STOCK_PLUGIN names none')

describe.skipIf(!stockPlugin)('the stock plugin', () => {
  /** As the AWS CLI starts it. */
  async function forward(portNumber: number): Promise<HostlerProcess> {
    const { url, region } = host.plane.file
    const request = {
      Target: host.nodeId,
      DocumentName: 'AWS-StartPortForwardingSession',
      Parameters: { portNumber: [String(portNumber)], localPortNumber: ['0'] },
    }
    const { SessionId, StreamUrl, TokenValue } = await host.clients.ssm.send(new StartSessionCommand(request))
    const session = JSON.stringify({ SessionId, StreamUrl, TokenValue })
    return new HostlerProcess(spawn(stockPlugin!, [session, region, 'StartSession', '', JSON.stringify(request), url]))
  }

  const said = (plugin: HostlerProcess, pattern: RegExp) => () => pattern.exec(plugin.stdout.toString())?.[1]

  test('carries bytes both ways through the built-in agent, and says that a port refuses', async () => {
    const port = await serve(socket => void socket.pipe(socket))
    const plugin = await forward(port)
    await expect.poll(said(plugin, /Port (\d+) opened/), patience).toBeDefined()
    const caller = new Caller(Number(said(plugin, /Port (\d+) opened/)()))
    const sent = noise(300_000, 6)
    caller.socket.write(sent)
    await expect.poll(() => caller.receivedBytes, patience).toBe(sent.length)
    expect(hashOf(caller.received)).toBe(hashOf(sent))
    expect(await plugin.stop()).toBe(0)

    const refusing = await forward(1)
    await expect.poll(said(refusing, /Port (\d+) opened/), patience).toBeDefined()
    const asking = new Caller(Number(said(refusing, /Port (\d+) opened/)()))
    await asking.ended
    await expect.poll(said(refusing, /(Connection to destination port failed)/), patience).toBeDefined()
    await refusing.stop()
  })
})

describe('hostler ssh-proxy', () => {
  test('is a connection on standard input and output, byte for byte', async () => {
    const port = await serve(socket => {
      socket.write('SSH-2.0-test\r\n')
      socket.pipe(socket)
    })
    const proxy = host.hostler(['ssh-proxy', host.nodeId, String(port)])
    const sent = Buffer.concat([Buffer.from('\n'), noise(300_000, 9), Buffer.from('\n')])
    await expect.poll(() => proxy.stdout.length, patience).toBe(14)
    proxy.child.stdin.write(sent)
    await expect.poll(() => proxy.stdout.length, patience).toBe(14 + sent.length)
    expect(hashOf(proxy.stdout.subarray(14))).toBe(hashOf(sent))
    proxy.child.stdin.end()
    expect(await proxy.ended).toBe(0)
  })

  test('tells why there is no connection', async () => {
    const proxy = host.hostler(['ssh-proxy', host.nodeId, '1'])
    expect(await proxy.ended).toBe(255)
    expect(proxy.stderr).toMatch(/^Unable to connect to localhost:1: .*ECONNREFUSED/)
  })
})

describe('hostler cp', () => {
  const here = (name: string) => join(folder, name)

  test('copies to a node and back, with a checksum of both ends', async () => {
    const content = noise(3_000_000, 3)
    writeFileSync(here('original'), content, { mode: 0o750 })
    const there = here(`there's a "name" with 日本, $$HOME and {{ parameters }}`)
    const up = host.hostler(['cp', '--json', here('original'), `${host.nodeId}:${there}`])
    expect([await up.ended, up.stderr]).toEqual([0, ''])
    expect(up.events).toMatchObject([{ bytes: content.length, sha256: hashOf(content), path: there }])
    expect(readFileSync(there).equals(content)).toBe(true)
    const down = host.hostler(['cp', '--json', `${host.nodeId}:${there}`, here('back')])
    expect([await down.ended, down.stderr]).toEqual([0, ''])
    expect(readFileSync(here('back')).equals(content)).toBe(true)
  })

  test.each(['SIGINT', 'SIGKILL'] as const)('that is ended by %s leaves no file under the name', async signal => {
    writeFileSync(here('large'), noise(40_000_000, 4))
    const to = mkdtempSync(join(folder, 'to-'))
    const copy = host.hostler(['cp', here('large'), `${host.nodeId}:${to}/large`])
    const partial = () => readdirSync(to).find(name => name.startsWith('.large.hostler-'))
    await expect.poll(partial, { ...patience, interval: 5 }).toBeDefined()
    await copy.stop(signal)
    expect(existsSync(join(to, 'large'))).toBe(false)
    // Who could not say so is ended with its session; until then the part is left.
    if (signal === 'SIGINT') await expect.poll(partial, patience).toBeUndefined()
  })

  test('of what is not there, or to where nothing can be, says so and leaves nothing', async () => {
    const down = host.hostler(['cp', `${host.nodeId}:${here('nothing')}`, here('got')])
    expect([await down.ended, down.stderr]).toEqual([1, `On the node: cannot read ${here('nothing')}\n`])
    const up = host.hostler(['cp', here('original'), `${host.nodeId}:${here('no/folder')}/x`])
    expect([await up.ended, up.stderr]).toEqual([1, `On the node: cannot write ${here('no/folder')}\n`])
    expect(readdirSync(folder).filter(name => name.includes('got'))).toEqual([])
  })
})
