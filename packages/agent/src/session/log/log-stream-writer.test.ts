import { beforeEach, describe, expect, test } from 'vitest'
import { FakeClock } from '../../../test/fake-clock.ts'
import { AwsError } from '../../api/aws-error.ts'
import type { LogEvent, LogsApi, LogStream } from '../../api/logs-api.ts'
import type { EventForm } from './cut-events.ts'
import { LogStreamWriter } from './log-stream-writer.ts'

const form: EventForm = { limitBytes: 30, lineOf: text => text, messageOf: lines => lines }
const stream: LogStream = { logGroupName: 'grp', logStreamName: 'alice-1' }
const never = new AbortController().signal

let clock: FakeClock
let shown: Buffer
let calls: string[]
let warnings: string[]
/** What PutLogEvents does next; then it takes everything. */
let outcomes: (string | undefined)[]
beforeEach(() => {
  clock = new FakeClock()
  shown = Buffer.alloc(0)
  calls = []
  warnings = []
  outcomes = []
})

function start(): { writer: LogStreamWriter; run: Promise<void> } {
  let tokens = 0
  const api: Pick<LogsApi, 'createStream' | 'findToken' | 'putEvents'> = {
    createStream: async () => void calls.push('create'),
    findToken: async () => {
      calls.push('find')
      return `found-${++tokens}`
    },
    putEvents: async (_stream, events: readonly LogEvent[], token) => {
      calls.push(`put ${token} ${events.map(({ message }) => message).join('|')}`)
      const code = outcomes.shift()
      if (code !== undefined) throw new AwsError(code, 'refused by the test', { status: 400 })
      return `next-${++tokens}`
    },
  }
  const capture = {
    get sizeBytes() {
      return shown.length
    },
    read: async (offset: number, length: number) => shown.subarray(offset, offset + length),
  }
  const log = { debug() {}, info() {}, warn: (line: string) => void warnings.push(line), error() {} }
  const writer = new LogStreamWriter({ api: api as LogsApi, stream, capture, form, tickSeconds: 1, clock, log })
  return { writer, run: writer.run(never) }
}
const show = (text: string) => (shown = Buffer.concat([shown, Buffer.from(text)]))
/** One tick, and what it brings about. */
async function tick(): Promise<number> {
  const seconds = await clock.fire('log tick')
  await clock.whenSleeping('log tick')
  return seconds
}

describe('a session that is streamed', () => {
  test('sends whole lines once a second, and what is left when it is over', async () => {
    const { writer, run } = start()
    expect(await tick()).toBe(1)
    expect(calls).toEqual([])
    show('$ echo hi\r\nhi\r\n$ ')
    await tick()
    expect(calls).toEqual(['create', 'find', 'put found-1 $ echo hi\r\nhi\r\n'])
    await tick()
    show('exit')
    writer.end()
    await run
    expect(calls.slice(3)).toEqual(['put next-2 $ exit'])
  })

  test('sends four events a time, in order and without loss', async () => {
    show(Array.from({ length: 10 }, (_, at) => `${'-'.repeat(28)}${at}\n`).join(''))
    const { writer, run } = start()
    await tick()
    expect(calls.at(-1)!.split('|')).toHaveLength(4)
    writer.end()
    await run
    const sent = calls.filter(call => call.startsWith('put')).flatMap(call => call.split(' ')[2]!.split('|'))
    expect(sent.join('')).toBe(shown.toString())
  })

  test('sends again what was refused, ever more rarely, and says so once', async () => {
    show('line\n')
    outcomes = ['AccessDeniedException', 'ServiceUnavailable', 'ThrottlingException', 'X', 'X', 'X', 'X', 'X']
    start()
    const waits: number[] = []
    for (let ticks = 0; ticks < 9; ticks++) waits.push(await tick())
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(calls.filter(call => call.includes(' line\n'))).toHaveLength(9)
    expect(calls.filter(call => call === 'create')).toHaveLength(1)
    expect(warnings).toHaveLength(1)
    await tick()
    expect(calls.filter(call => call.includes(' line\n'))).toHaveLength(9)
  })

  test('asks for the token when its own is not the right one, and sends the same events with it', async () => {
    show('line\n')
    outcomes = ['InvalidSequenceTokenException']
    start()
    await tick()
    expect(calls).toEqual(['create', 'find', 'put found-1 line\n', 'find', 'put found-2 line\n'])
  })

  test('does not repeat what was taken before', async () => {
    show('line\n')
    outcomes = ['DataAlreadyAcceptedException']
    start()
    await tick()
    show('more\n')
    await tick()
    expect(calls).toEqual(['create', 'find', 'put found-1 line\n', 'find', 'put found-2 more\n'])
  })

  test('stops when its group is gone', async () => {
    show('line\n')
    outcomes = ['ResourceNotFoundException']
    const { run } = start()
    await clock.fire('log tick')
    await run
    expect(warnings[0]).toContain('Nothing more goes to CloudWatch Logs: grp/alice-1')
  })
})

test('after the end a refusal is met with a second’s patience, until somebody gives up', async () => {
  show('line\n')
  outcomes = ['X', 'X']
  const { writer, run } = start()
  writer.end()
  await clock.fire('log tick')
  await clock.fire('log tick')
  await run
  expect(calls.filter(call => call.startsWith('put'))).toHaveLength(3)
})
