// Agent, plane and client are killed at any moment of a transfer of known content: what arrived is the beginning of it.
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patience } from '../e2e/real-plane.ts'
import { type HostlerProcess, SessionHost } from '../e2e/session-host.ts'
import { Caller, noise, serve } from '../e2e/tcp-peers.ts'

const content = noise(64_000_000, 11)
/** Milliseconds after the first byte. */
const moments = () => Math.floor(Math.random() * 400)

interface Transfer {
  readonly forward: HostlerProcess
  readonly local: number
  readonly caller: Caller
  /** What has come at the other end of either direction. */
  readonly arrived: readonly [up: () => Buffer, down: () => Buffer]
}

/** Both directions at once, begun. */
async function begin(host: SessionHost): Promise<Transfer> {
  const pieces: Buffer[] = []
  const port = await serve((socket: Socket) => {
    socket.on('data', (bytes: Buffer) => pieces.push(bytes))
    socket.write(content)
  })
  const forward = host.hostler(['forward', '--json', host.nodeId, `0:localhost:${port}`])
  const [local] = await forward.ports(1)
  const caller = new Caller(local!)
  caller.socket.write(content)
  await expect.poll(() => caller.receivedBytes, { ...patience, interval: 5 }).toBeGreaterThan(0)
  return { forward, local: local!, caller, arrived: [() => Buffer.concat(pieces), () => caller.received] }
}

function expectBeginning({ arrived }: Transfer): void {
  for (const bytes of arrived.map(direction => direction())) {
    expect(bytes.length).toBeLessThanOrEqual(content.length)
    expect(bytes.equals(content.subarray(0, bytes.length)), `${bytes.length} bytes`).toBe(true)
  }
}

/** Resolves when nothing more comes. */
async function quiet({ arrived: [up, down] }: Transfer): Promise<void> {
  for (let before = -1; before !== up().length + down().length; await sleep(500)) before = up().length + down().length
}

describe('what arrives is the beginning of what was sent, whoever is killed', () => {
  const host = new SessionHost()
  beforeAll(() => host.start())
  afterAll(() => host.close())

  test.each([1, 2])('the client (%i)', async () => {
    const transfer = await begin(host)
    await sleep(moments())
    await transfer.forward.stop('SIGKILL')
    await quiet(transfer)
    expectBeginning(transfer)
  })

  test('the agent; its user hears of it, and the next connection has another session', async () => {
    const transfer = await begin(host)
    const before = host.agentPid
    await sleep(moments())
    process.kill(before, 'SIGKILL')
    await transfer.caller.ended
    expectBeginning(transfer)
    expect(await transfer.forward.event('session-ended')).toMatchObject({ why: 'The connection to the node was lost.' })
    await expect.poll(() => host.agentPid, patience).not.toBe(before)
    await expect
      .poll(async () => {
        const again = new Caller(transfer.local)
        await Promise.race([again.ended, sleep(1000)])
        return again.receivedBytes
      }, patience)
      .toBeGreaterThan(0)
    await transfer.forward.stop()
  })

  test('the plane', async () => {
    const transfer = await begin(host)
    await sleep(moments())
    await host.plane.kill()
    await quiet(transfer)
    expectBeginning(transfer)
    await transfer.forward.stop('SIGKILL')
  })
})
