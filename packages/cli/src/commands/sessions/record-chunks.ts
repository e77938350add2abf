import type { Chunk } from '@hostler/record/chunk'
import { readChunk } from '@hostler/record/read-chunk'
import type { HostlerApi } from '../../aws/hostler-api.ts'
import { CommandError } from '../../output/failure.ts'

/** A record's chunks as the plane has them, page by page as they are wanted. */
export async function* chunkTexts(api: HostlerApi, SessionId: string): AsyncGenerator<string> {
  let NextToken: string | undefined
  do {
    const page: { Chunks: string[]; NextToken?: string } = await api.call('GetSessionRecord', { SessionId, NextToken })
    yield* page.Chunks
    NextToken = page.NextToken
  } while (NextToken !== undefined)
}

/** The same, read. Stops with a sentence at a chunk that is damaged. */
export async function* readChunks(api: HostlerApi, sessionId: string): AsyncGenerator<Chunk> {
  let number = 0
  for await (const text of chunkTexts(api, sessionId)) {
    const chunk = readChunk(text)
    if (!chunk) throw new CommandError(`Chunk ${number} is damaged: hostler sessions verify ${sessionId} tells more.`)
    yield chunk
    number++
  }
}
