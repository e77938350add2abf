import { recordBound } from './session-recorder.ts'

export const recordLimits = {
  /** Terminal bytes in one chunk: making one takes half a millisecond, signing it a tenth. */
  chunkBytes: 256 * 1024,
  /** Terminal bytes in one event. */
  eventBytes: 16 * 1024,
  /** What an event counts for beside its bytes, so that many small ones are bounded too. */
  eventOverheadBytes: 24,
  /** A chunk's text at most: base64 makes a third more of it, events of a byte make 24; head and seal are short. */
  chunkTextBytes: 512 * 1024,
  /** Between the first byte and its writing; what is left of the bound is for the disk. */
  writeAfterMs: recordBound.milliseconds * 0.6,
  /** Written at once, without waiting for the time. */
  writeAtBytes: recordBound.bytes / 2,
} as const
