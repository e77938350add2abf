import { payloadTypes } from '@hostler/channel/frame/frame'
import { readJson } from '@hostler/channel/payloads/json-payload'
import { describe, expect, test } from 'vitest'
import { type AgentWorld, openWorld } from '../../test/agent-world.ts'
import { commandDocument, type ScriptedSession, sessionsOn } from '../../test/scripted-session.ts'
import { INSTANCE_ID } from '../../test/scripted-imds.ts'
import { isRunning } from './program/process-session.ts'
import { whyNoTerminals } from './program/pty-program.ts'

const missing = whyNoTerminals()
if (missing !== undefined) console.log(`Tests of terminal sessions are skipped: ${missing}`)

/** A shell that shows its prompt. */
async function shell(options = {}, world?: AgentWorld): Promise<ScriptedSession> {
  const start = await sessionsOn(world ?? (await openWorld()))
  const session = start(options).start()
  await session.shows(`${INSTANCE_ID}]`)
  return session
}

describe.skipIf(missing !== undefined)('a shell', () => {
  test('says hello as agents do: open message, state, handshake, and a prompt with name and id', async () => {
    const session = await shell({ content: { TargetName: 'web-1' } })
    expect(session.openMessages[0]).toMatchObject({
      MessageSchemaVersion: '1.0',
      TokenValue: 'data-token',
      ClientInstanceId: INSTANCE_ID,
      ClientId: '',
    })
    expect(session.states).toEqual(['Connected'])
    const [request, complete] = session.frames
    expect(request).toMatchObject({ payloadType: payloadTypes.handshakeRequest, sequence: 0, flags: 1 })
    expect(readJson(request!.payload)?.['RequestedClientActions']).toEqual([
      { ActionType: 'SessionType', ActionParameters: { SessionType: 'Standard_Stream', Properties: null } },
    ])
    expect(complete).toMatchObject({ payloadType: payloadTypes.handshakeComplete, sequence: 1 })
    expect(session.customerMessage).toBe('')
    expect(session.output.toString()).toMatch(/\[web-1 i-0123456789abcdef0\][$#] $/)
    session.close()
  })

  test('runs what is typed and ends with its exit code, the state Terminating and a success', async () => {
    const session = await shell()
    session.type('echo $((40 + 2)); exit 7\n')
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Success', Output: '', InstanceId: INSTANCE_ID })
    expect(session.output.toString()).toContain('\r\n42\r\n')
    expect(session.exitCode).toBe(7)
    expect(session.states).toEqual(['Connected', 'Terminating'])
  })

  test('keeps its exit code from clients that would print it', async () => {
    const session = await shell({ abilities: {} })
    session.type('exit 7\n')
    await session.outcome()
    expect(session.frames.some(({ payloadType }) => payloadType === payloadTypes.exitCode)).toBe(false)
  })

  test('has the size that the client says, within reason', async () => {
    const session = await shell()
    session.resize(132, 43)
    session.type('stty size\n')
    await session.shows('43 132')
    session.resize(300, 100)
    session.type('stty size\n')
    await session.shows('100 300')
    session.resize(65_535, 1)
    session.type('stty size\n')
    await session.shows('1 1000')
    session.send(payloadTypes.size, Buffer.from('{"cols":-1,"rows":"x"}'))
    session.type('stty size; exit\n')
    await session.outcome()
    expect(session.output.toString().match(/1 1000/g)).toHaveLength(2)
  })

  test('stops a flood at Ctrl-C, with little of it left on its way', async () => {
    const session = await shell()
    session.type('yes\n')
    await session.until(() => session.output.length > 500_000)
    session.type('\x03')
    const at = await session.shows('^C')
    await session.shows(`${INSTANCE_ID}]`, at)
    session.type('echo $?; exit\n')
    await session.shows('130', at)
    await session.outcome()
  })

  test('brings every character whole, whatever the script', async () => {
    const session = await shell()
    const line = '日本語のテキスト、ελληνικά, русский, 🐧🐧🐧 '
    session.type(`stty -echo; echo ready; cat > /dev/null\n`)
    await session.shows('ready\r\n')
    session.type(`${line.repeat(40)}\n\x04`)
    session.type(`for i in $(seq 300); do printf '${line}'; done; echo; echo end-of-it\n`)
    await session.shows('end-of-it')
    const text = session.output.toString()
    expect(text).toContain(line.repeat(300))
    const decoder = new TextDecoder('utf-8', { fatal: true })
    for (const { payloadType, payload } of session.frames) {
      if (payloadType === payloadTypes.output) expect(() => decoder.decode(payload)).not.toThrow()
    }
    session.close()
  })

  test('takes a paste of 10,000 lines whole', async () => {
    const session = await shell()
    const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index} of the paste, 貼り付け`)
    session.type('stty -echo; echo ready; wc -lc; exit\n')
    await session.shows('ready\r\n')
    session.type(`${lines.join('\n')}\n\x04`)
    await session.outcome()
    const bytes = Buffer.byteLength(lines.join('\n')) + 1
    expect(session.output.toString()).toMatch(new RegExp(`10000 +${bytes}\r\n`))
    expect(session.isInputTaken).toBe(true)
  })

  test('types the profile of its preferences first, and leaves the prompt to it', async () => {
    const start = await sessionsOn(await openWorld())
    const inputs = { shellProfile: { linux: 'PS1="mine> "; echo profile-$((1 + 1))' } }
    const session = start({ document: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs } }).start()
    await session.shows('profile-2')
    await session.shows('mine> ')
    expect(session.output.toString()).not.toContain(INSTANCE_ID)
    session.close()
  })

  test('shows a Name tag that is a trap and runs nothing of it', async () => {
    const session = await shell({ content: { TargetName: '$(echo pwned >&2)`id`\u001b]0;x\u0007\\u{1}; é 日本 "\'' } })
    expect(session.output.toString()).toMatch(/^\[echo pwned 2id0xu1 é 日本 i-0123456789abcdef0\][$#] $/)
    session.close()
  })

  test('ends with everything in it when the service says so', async () => {
    const world = await openWorld()
    const session = await shell({}, world)
    session.type('sleep 1000 & echo job=$!; sh -c "trap : HUP TERM; echo stub=\\$\\$; while :; do sleep 1; done"\n')
    await session.shows('stub=')
    await session.until(() => /stub=\d+\r\n/.test(session.output.toString()))
    const pids = [...session.output.toString().matchAll(/(?:job|stub)=(\d+)/g)].map(([, pid]) => Number(pid))
    expect(pids).toHaveLength(2)
    session.close()
    for (let steps = 0; steps < 30; steps++) expect(await world.clock.fire('session grace')).toBe(0.1)
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Success', Output: '' })
    for (const pid of pids) await expect.poll(() => isRunning(pid)).toBe(false)
  })
})

describe.skipIf(missing !== undefined)('interactive commands', () => {
  test('run with a terminal and give their exit code', async () => {
    const start = await sessionsOn(await openWorld())
    const session = start(commandDocument('test -t 0 && read line && echo "got $line" && exit 3')).start()
    await session.until(() => session.customerMessage !== undefined)
    session.type('日本\n')
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Success' })
    expect(session.output.toString()).toContain('got 日本')
    expect(session.exitCode).toBe(3)
  })

  test('bring all their output before the end', async () => {
    const start = await sessionsOn(await openWorld())
    const session = start(commandDocument('seq 1 200000')).start()
    await session.outcome()
    expect(session.output.toString().trimEnd().split('\r\n')).toEqual(
      Array.from({ length: 200_000 }, (_, index) => String(index + 1)),
    )
  })
})
