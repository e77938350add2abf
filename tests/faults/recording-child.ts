// A process that records until it is killed: argument is the folder of the records. It numbers what it tells the record,
// a line each, and says on standard output up to which line it knows the record to be durable.
import { randomInt } from 'node:crypto'
import { writeSync } from 'node:fs'
import { createDiskBlobs } from '@hostler/plane/blobs/disk-blobs'
import { createMemoryIndex, testRecorder, testSession } from '@hostler/plane/channels/recording/test-recording'

const recording = await testRecorder(createDiskBlobs(process.argv[2]!), createMemoryIndex()).open(testSession)
let told = 0

/** Between a line and a megabyte: the death may come before, within and after a write. */
function tell(): void {
  for (let lines = randomInt(1, 800); lines > 0; lines--) {
    told++
    recording.output(Buffer.from(`${told} ${'日本語'.repeat((told * 7) % 300)}\n`))
  }
}

recording.onDrain(() => {
  if (recording.pendingBytes > 0) return
  writeSync(1, `${told}\n`)
  tell()
})
tell()
