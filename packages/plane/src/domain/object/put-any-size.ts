import type { ActionContext } from '../basics/scope.ts'
import type { KeptBytes, TakenBytes } from './kept-bytes.ts'
import type { ObjectFacts } from './object.ts'
import type { Objects } from './objects.ts'
import type { Uploads } from './uploads.ts'

export interface PutParts {
  readonly objects: Pick<Objects, 'put'>
  readonly uploads: Pick<Uploads, 'create' | 'putPart' | 'complete' | 'abort'>
  readonly kept: Pick<KeptBytes, 'take' | 'forget'>
}

export type ObjectToPut = ObjectFacts & { readonly bucket: string; readonly key: string }

const gibibyte = 1024 ** 3

/**
 * Puts an object whose size nobody knows before: at once, or in parts beyond `partBytes`, as S3 wants it beyond 5 GiB.
 * Whole when it resolves, and not there when it rejects. Throws what `put`, `putPart` and `complete` throw.
 */
export async function putOfAnySize(
  { objects, uploads, kept }: PutParts,
  context: ActionContext,
  object: ObjectToPut,
  bytes: AsyncIterable<Uint8Array>,
  partBytes = gibibyte,
): Promise<void> {
  await using source = createPartSource(bytes, partBytes)
  const first = await kept.take(source.part())
  if (await source.isEmpty()) return void (await objects.put(context, { ...object, taken: first }))
  const upload = await createFor(first)
  const etags: string[] = []
  try {
    for (let taken = first; ; taken = await kept.take(source.part())) {
      const { md5 } = await uploads.putPart(context, upload, { number: etags.length + 1, taken })
      etags.push(md5)
      if (await source.isEmpty()) break
    }
    await uploads.complete(context, upload, { parts: etags.map((etag, i) => ({ number: i + 1, etag })) })
  } catch (error) {
    // What cannot be aborted now is an upload that was left, and lifecycle rules end those.
    await uploads.abort(upload).catch(() => {})
    throw error
  }

  async function createFor(taken: TakenBytes) {
    try {
      return await uploads.create(context, object)
    } catch (error) {
      kept.forget([taken.stored.id])
      throw error
    }
  }
}

/** Bytes in runs of about `partBytes`: at least so many but for the last. */
function createPartSource(bytes: AsyncIterable<Uint8Array>, partBytes: number) {
  const pieces = bytes[Symbol.asyncIterator]()
  let next: Promise<IteratorResult<Uint8Array>> | undefined
  const peek = () => (next ??= pieces.next())
  return {
    async *part(): AsyncGenerator<Uint8Array> {
      for (let count = 0; count < partBytes;) {
        const { done, value } = await peek()
        if (done) return
        next = undefined
        count += value.length
        yield value
      }
    },
    async isEmpty(): Promise<boolean> {
      return (await peek()).done === true
    },
    async [Symbol.asyncDispose]() {
      await pieces.return?.()
    },
  }
}
