// `hostler sessions list` and `terminate`, as programs call them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Ended, runPiped } from './run-hostler.ts'
import { nodeId, ScriptedHost, sessionId } from './scripted-host.ts'

let host: ScriptedHost
beforeEach(async () => {
  host = await ScriptedHost.start()
})
afterEach(() => host.close())

async function hostler(...args: string[]): Promise<Ended & { stdout: string; stderr: string }> {
  const { ended, stdout, stderr } = runPiped(host, args)
  return { ...(await ended), stdout: stdout.text, stderr: stderr.text }
}

const open = { SessionId: sessionId, Status: 'Connected', Target: nodeId, Owner: 'arn:aws:iam::1:user/u', StartDate: 0 }
const other = { SessionId: 'u-2', Status: 'Disconnected', Target: nodeId, Reason: 'a look' }

describe('sessions list', () => {
  beforeEach(() => {
    host.api.answers['DescribeSessions'] = ({ NextToken }) =>
      NextToken ? { Sessions: [other] } : { Sessions: [open], NextToken: 'more' }
  })

  test('has every open session, page after page, a line each', async () => {
    expect(await hostler('sessions', 'list')).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: [
        [sessionId, 'Connected', nodeId, open.Owner, '', '1970-01-01T00:00:00.000Z', '', ''].join('\t'),
        ['u-2', 'Disconnected', nodeId, '', '', '', '', 'a look'].join('\t'),
        '',
      ].join('\n'),
    })
    const [call] = host.api.calls
    expect(call!.input).toMatchObject({ State: 'Active' })
    expect(call!.input).not.toHaveProperty('Filters')
  })

  test('asks for what is wanted, and answers as JSON', async () => {
    const owner = 'arn:aws:iam::1:user/u'
    const wanted = ['--state', 'history', '--owner', owner, '--target', nodeId]
    const { stdout } = await hostler('sessions', 'list', '--json', ...wanted)
    expect((JSON.parse(stdout) as { SessionId: string }[]).map(({ SessionId }) => SessionId)).toEqual([
      sessionId,
      'u-2',
    ])
    expect(host.api.calls[0]!.input).toMatchObject({
      State: 'History',
      Filters: [
        { key: 'Owner', value: owner },
        { key: 'Target', value: nodeId },
      ],
    })
  })

  test('prints nothing, or an empty list, where there is none', async () => {
    host.api.answers['DescribeSessions'] = () => ({ Sessions: [] })
    expect((await hostler('sessions', 'list')).stdout).toBe('')
    expect((await hostler('sessions', 'list', '--json')).stdout).toBe('[]\n')
  })

  test('knows two states', async () => {
    expect(await hostler('sessions', 'list', '--state', 'open')).toMatchObject({
      exitCode: 2,
      stderr: "--state takes active or history, not 'open'\n",
    })
    expect(host.api.calls).toEqual([])
  })
})

describe('sessions terminate', () => {
  test('ends the session', async () => {
    expect((await hostler('sessions', 'terminate', sessionId)).stdout).toBe(`Terminated ${sessionId}.\n`)
    expect(host.api.calls).toEqual([{ operation: 'TerminateSession', input: { SessionId: sessionId } }])
  })

  test('that is refused ends with 3', async () => {
    delete host.api.answers['TerminateSession']
    expect((await hostler('sessions', 'terminate', sessionId)).exitCode).toBe(3)
  })
})
