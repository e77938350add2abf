import { posix } from 'node:path'
import { errorText } from '../../api/aws-error.ts'
import { PART_BYTES, type S3Bucket } from '../../api/s3-bucket.ts'
import type { Log } from '../../runtime/log.ts'
import type { CaptureFile } from './capture-file.ts'

/** The object's key, as the stock agent joins it: without colons, empty segments and dots that lead elsewhere. */
export function logKey(keyPrefix: string, sessionId: string): string {
  const joined = posix.join(keyPrefix.replaceAll(':', ''), `${sessionId.replaceAll(':', '')}.log`)
  return joined.replace(/^(?:\.\.\/)+/, '')
}

/** Puts the capture into the bucket; in parts where it is long, which leave nothing behind when one of them fails. */
export async function uploadLog(
  bucket: S3Bucket,
  key: string,
  capture: Pick<CaptureFile, 'read' | 'sizeBytes'>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  // Nobody demanded encryption, or it was looked at before: a bucket encrypts as it likes to.
  const encryption = await bucket.encryption(signal).catch((error: unknown) => {
    signal.throwIfAborted()
    log.warn(`How the bucket encrypts is not known; ${key} is sent without a word of it: ${errorText(error)}`)
    return undefined
  })
  const { sizeBytes } = capture
  if (sizeBytes <= PART_BYTES) return bucket.put(key, await capture.read(0, sizeBytes), encryption, signal)
  const uploadId = await bucket.beginParts(key, encryption, signal)
  try {
    const tags: string[] = []
    for (let at = 0; at < sizeBytes; at += PART_BYTES) {
      const part = await capture.read(at, Math.min(PART_BYTES, sizeBytes - at))
      tags.push(await bucket.putPart(key, uploadId, tags.length + 1, part, signal))
    }
    await bucket.completeParts(key, uploadId, tags, signal)
  } catch (error) {
    // Whatever the hurry: parts that nobody takes away are paid for.
    await bucket.abortParts(key, uploadId, new AbortController().signal).catch((failure: Error) => {
      log.warn(`Parts of ${key} are left in the bucket: ${errorText(failure)}`)
    })
    throw error
  }
}
