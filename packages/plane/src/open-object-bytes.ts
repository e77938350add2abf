// Opens the place for the bytes of objects that the configuration names.
import { join } from 'node:path'
import { openDiskObjectBytes } from './blobs/disk-object-bytes.ts'
import type { PlaneConfig } from './config/config.ts'
import type { Secrets } from './config/secrets.ts'
import type { ObjectBytes } from './domain/basics/object-bytes.ts'

export interface OpenedObjectBytes {
  readonly bytes: ObjectBytes
  /** Takes away uploads that a plane that died left in a store a day ago or earlier; a chore. */
  sweepUploads(now: Date): Promise<void>
}

const dayMs = 86_400_000

/** The data folder must be there, and be claimed. */
export async function openObjectBytes(
  { objects, dataDir, region }: Pick<PlaneConfig, 'objects' | 'dataDir' | 'region'>,
  keyFor: Secrets['keyFor'],
): Promise<OpenedObjectBytes> {
  const key = keyFor('object-keys')
  if (objects.kind === 'disk') {
    return { bytes: await openDiskObjectBytes(join(dataDir, 'objects'), key), sweepUploads: async () => {} }
  }
  // AWS's client takes memory and a part of a second that other planes need not spend.
  const { openS3ObjectBytes } = await import('./blobs/s3-object-bytes.ts')
  const bytes = openS3ObjectBytes({ region, ...objects }, key)
  return { bytes, sweepUploads: now => bytes.sweepUploads(new Date(now.getTime() - dayMs)) }
}
