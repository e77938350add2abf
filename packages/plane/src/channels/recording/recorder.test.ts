import { outputBytes } from '@hostler/record/export-record'
import { readChunk } from '@hostler/record/read-chunk'
import { splitChunks } from '@hostler/record/split-chunks'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createRecordKey } from './record-key.ts'
import { recordLimits } from './record-limits.ts'
import { recordBound } from './session-recorder.ts'
import { createMemoryBlobs, createMemoryIndex, testRecorder, testSession, verifyFile } from './test-recording.ts'

const file = '123456789012/us-east-1/ada-0123456789abcdef0.record'

function setUp() {
  const blobs = createMemoryBlobs()
  const index = createMemoryIndex()
  const recorder = testRecorder(blobs, index)
  const record = () => blobs.files.get(file) ?? Buffer.alloc(0)
  const chunks = () => splitChunks(record().toString()).chunks.map(text => readChunk(text)!)
  const seen = () => Buffer.concat(chunks().map(outputBytes)).toString()
  const durable = async (recording: { onDrain(listener: () => void): void }) =>
    new Promise<void>(resolve => recording.onDrain(resolve))
  return { blobs, index, recorder, record, chunks, seen, durable }
}

describe('a record', () => {
  test('that is closed holds all output, who did what, and why it ended', async () => {
    const { recorder, record, chunks, seen, index } = setUp()
    const recording = await recorder.open(testSession)
    recording.resize(120, 40)
    recording.output(Buffer.from('$ ls\r\n'))
    recording.output(Buffer.from('日本語').subarray(0, 4))
    recording.output(Buffer.from('日本語').subarray(4))
    await recording.close('exit')
    expect(await verifyFile(record())).toMatchObject({ faults: [], end: { reason: 'exit', isInterrupted: false } })
    expect(seen()).toBe('$ ls\r\n日本語')
    expect(chunks()[0]!.head.facts).toMatchObject({ owner: testSession.owner, nodeId: testSession.nodeId })
    expect(chunks().flatMap(({ events }) => events.filter(({ code }) => code === 'r'))).toMatchObject([
      { data: '120x40' },
    ])
    expect(index.records.get(testSession.sessionId)?.end?.reason).toBe('exit')
  })
  test('is on disk before the session is', async () => {
    const { recorder, chunks } = setUp()
    await recorder.open(testSession)
    expect(chunks().map(({ head }) => head.number)).toEqual([0])
  })
  test('holds no input unless told to', async () => {
    const { blobs, recorder, chunks, index } = setUp()
    const recording = await recorder.open(testSession)
    recording.input(Buffer.from('secret'))
    await recording.close('exit')
    expect(chunks().flatMap(({ events }) => events.map(({ code }) => code))).toEqual(['m'])
    const other = { ...testSession, sessionId: 'ada-0fedcba9876543210' }
    const withInput = await testRecorder(blobs, index, { recordsInput: true }).open(other)
    withInput.input(Buffer.from('typed'))
    await withInput.close('exit')
    expect(blobs.files.get(file.replace(testSession.sessionId, other.sessionId))!.toString()).toContain(
      `"i","${btoa('typed')}"`,
    )
  })
  test('counts what is not durable, and says when it is', async () => {
    const { blobs, recorder, durable, seen } = setUp()
    const recording = await recorder.open(testSession)
    const gate = Promise.withResolvers<void>()
    blobs.gate = gate.promise
    const drained = durable(recording)
    recording.output(Buffer.alloc(recordBound.bytes, 'x'))
    recording.output(Buffer.from('more'))
    expect(recording.pendingBytes).toBeGreaterThan(recordBound.bytes)
    gate.resolve()
    await drained
    expect(recording.pendingBytes).toBeLessThan(recordBound.bytes / 2)
    await recording.close('exit')
    expect(recording.pendingBytes).toBe(0)
    expect(seen()).toBe('x'.repeat(recordBound.bytes) + 'more')
  })
  test('is whole when more is told the moment that there is room', async () => {
    const { recorder, record, seen } = setUp()
    const recording = await recorder.open(testSession)
    let toGo = 5
    const told = new Promise<void>(resolve =>
      recording.onDrain(() => {
        recording.output(Buffer.alloc(recordBound.bytes, String(toGo)))
        if (toGo-- === 0) resolve()
      }),
    )
    recording.output(Buffer.from('x'))
    await told
    await recording.close('exit')
    expect((await verifyFile(record())).faults).toEqual([])
    expect(seen()).toHaveLength(1 + 6 * recordBound.bytes)
  })
  test('is durable within the bound, without being closed, however little it is', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { recorder, seen } = setUp()
    const recording = await recorder.open(testSession)
    recording.output(Buffer.from('a'))
    await vi.advanceTimersByTimeAsync(recordBound.milliseconds)
    expect([seen(), recording.pendingBytes]).toEqual(['a', 0])
    recording.output(Buffer.from('b'))
    await vi.advanceTimersByTimeAsync(recordBound.milliseconds)
    expect([seen(), recording.pendingBytes]).toEqual(['ab', 0])
  })
  test('in ever so many bytes that are no text keeps its chunks small', async () => {
    const { recorder, chunks, record } = setUp()
    const recording = await recorder.open(testSession)
    const noise = Buffer.alloc(800_000, 0xff)
    recording.output(noise)
    await recording.close('exit')
    expect(Math.max(...splitChunks(record().toString()).chunks.map(text => text.length))).toBeLessThan(
      recordLimits.chunkTextBytes,
    )
    expect(Buffer.concat(chunks().map(outputBytes))).toEqual(noise)
  })
})

describe('a disk that is full', () => {
  test('fails the record once, and nothing half-written counts', async () => {
    const { blobs, recorder, record } = setUp()
    const recording = await recorder.open(testSession)
    blobs.roomBytes = 100
    const failed = new Promise<Error>(resolve => recording.onFailure(resolve))
    recording.output(Buffer.from('lost'))
    expect((await failed).message).toBe('no space left on device')
    expect(recording.pendingBytes).toBeGreaterThan(0)
    await expect(recording.close('The session record cannot be written.')).rejects.toThrow('no space left')
    const { faults } = await verifyFile(record())
    expect(faults[0]).toMatchObject({ kind: 'changed', chunk: 1 })
  })
  test('that has room again at the end takes all of it', async () => {
    const { blobs, recorder, record, seen } = setUp()
    const recording = await recorder.open(testSession)
    blobs.roomBytes = 100
    const failed = new Promise<Error>(resolve => recording.onFailure(resolve))
    recording.output(Buffer.from('kept'))
    await failed
    blobs.roomBytes = Infinity
    await recording.close('The session record cannot be written.')
    expect(await verifyFile(record())).toMatchObject({ faults: [] })
    expect(seen()).toBe('kept')
  })
})

describe('a record that a plane left', () => {
  test('is gone on with, and what was torn is cut off', async () => {
    const { blobs, recorder, record, seen, chunks, index } = setUp()
    const first = await recorder.open(testSession)
    first.output(Buffer.from('before '))
    await recorder.stop()
    blobs.files.set(file, Buffer.concat([record(), Buffer.from('{"record":1,"session":"ada-01')]))
    const second = await testRecorder(blobs, index).open(testSession)
    second.output(Buffer.from('after'))
    await second.close('exit')
    expect(await verifyFile(record())).toMatchObject({ faults: [] })
    expect(seen()).toBe('before after')
    expect(chunks().flatMap(({ events }) => events.filter(({ code }) => code === 'm').map(({ data }) => data))).toEqual(
      ['The control plane was restarted; up to a quarter of a second before this may be missing.', 'exit'],
    )
  })
  test('is closed as interrupted when nobody goes on with it', async () => {
    const { blobs, recorder, record, index } = setUp()
    const recording = await recorder.open(testSession)
    recording.output(Buffer.from('seen'))
    await recorder.stop()
    await testRecorder(blobs, index).closeAbandoned()
    expect(await verifyFile(record())).toMatchObject({ faults: [], end: { isInterrupted: true } })
    expect(index.records.get(testSession.sessionId)?.end?.isInterrupted).toBe(true)
  })
  test('is closed even when not one chunk had been written', async () => {
    const { blobs, recorder, record, index } = setUp()
    await recorder.open(testSession)
    blobs.files.set(file, record().subarray(0, 40))
    await testRecorder(blobs, index).closeAbandoned()
    expect(await verifyFile(record())).toMatchObject({ faults: [], end: { isInterrupted: true } })
  })
  test('and that is open here is left alone', async () => {
    const { recorder, record } = setUp()
    const recording = await recorder.open(testSession)
    await recorder.closeAbandoned()
    await recording.close('')
    expect(await verifyFile(record())).toMatchObject({ end: { reason: 'The session ended.', isInterrupted: false } })
  })
  test('and whose last chunk was changed is not added to', async () => {
    const { blobs, recorder, record, index } = setUp()
    const recording = await recorder.open(testSession)
    recording.output(Buffer.from('seen'))
    await recorder.stop()
    blobs.files.set(file, Buffer.from(record().toString().replace(btoa('seen'), btoa('SEEN'))))
    await expect(testRecorder(blobs, index).open(testSession)).rejects.toThrow('is not of this plane')
  })
  test('and that another key signed is not added to', async () => {
    const { blobs, recorder, index } = setUp()
    await recorder.open(testSession)
    const key = createRecordKey(new Uint8Array(32).fill(8))
    await expect(testRecorder(blobs, index, { key }).open(testSession)).rejects.toThrow('is not of this plane')
  })
  test('and that was finished is not opened again', async () => {
    const { blobs, recorder, index } = setUp()
    const recording = await recorder.open(testSession)
    await recording.close('exit')
    await expect(testRecorder(blobs, index).open(testSession)).rejects.toThrow('is finished')
  })
})
