import type { ObjectBytes } from '@hostler/plane/domain/basics/object-bytes'
import { openDiskObjectBytes } from '@hostler/plane/blobs/disk-object-bytes'
import { openS3ObjectBytes, type S3ObjectBytes } from '@hostler/plane/blobs/s3-object-bytes'

const key = Buffer.alloc(32, 'key of tests')
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

/** @param place a folder, or the URL of an S3 store */
export async function openTestPlace(place: string): Promise<ObjectBytes> {
  return place.startsWith('http') ? openTestStore(place) : openDiskObjectBytes(place, key)
}

export function openTestStore(endpoint: string): S3ObjectBytes {
  const place = { bucket: 'kept', prefix: '', region: 'eu-west-1', endpoint, pathStyle: true }
  return openS3ObjectBytes(place, key, { credentials })
}

/** Bytes that tell whose they are. */
export function patternOf(id: string, sizeBytes: number): Buffer {
  return Buffer.alloc(sizeBytes, id.slice(0, 16))
}
