// An object's bytes as they come, with the checksum that the request gives them, or none.
import { claimedChecksum } from '@hostler/wire/checksums/claimed-checksum'
import { sumBody } from '@hostler/wire/checksums/sum-body'
import { headersOf } from '@hostler/wire/protocols/rest-xml/headers-of'
import { BytesFull } from '../../domain/basics/object-bytes.ts'
import type { KeptBytes, TakenBytes } from '../../domain/object/kept-bytes.ts'
import type { Checksum } from '../../domain/object/object.ts'
import type { Call } from '../operation.ts'
import { storageFull } from './errors.ts'

export interface TakenBody {
  readonly taken: TakenBytes
  readonly checksum?: Checksum
}

/** Durable when it resolves; nothing is left when it rejects. @param algorithm computed where the request gives none */
export async function takeBody(
  body: AsyncIterable<Buffer> | undefined,
  call: Call,
  kept: KeptBytes,
  algorithm?: string,
): Promise<TakenBody> {
  const claim = claimedChecksum(headersOf(call.request))
  const summedBy = claim?.algorithm ?? (algorithm as NonNullable<typeof claim>['algorithm'] | undefined)
  const source = body ?? nothing()
  if (summedBy === undefined) return { taken: await take(kept, source) }
  const summed = sumBody(source, summedBy, claim && { checksum: claim, trailers: call.trailers })
  const taken = await take(kept, summed.bytes)
  return { taken, checksum: { algorithm: summedBy, value: summed.digest().toString('base64'), type: 'FULL_OBJECT' } }
}

async function take(kept: KeptBytes, source: AsyncIterable<Buffer>): Promise<TakenBytes> {
  try {
    return await kept.take(source)
  } catch (error) {
    throw error instanceof BytesFull ? storageFull() : error
  }
}

async function* nothing(): AsyncGenerator<Buffer> {}

/** `ChecksumCRC32: …`, as replies name it. */
export function renderChecksum(checksum: Checksum | undefined) {
  return checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }
}
