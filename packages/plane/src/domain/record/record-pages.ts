import type { Scope } from '../basics/scope.ts'

/** Where a chunk begins in its record. */
export interface ChunkPlace {
  /** Its number. */
  readonly chunk: number
  readonly byte: number
}

/** Some chunks that follow one another. */
export interface RecordPage {
  /** Each chunk's text. What is damaged is given as it is, for its reader to find out. */
  readonly chunks: readonly string[]
  /** Absent when nothing that is whole follows. */
  readonly next?: ChunkPlace
}

/** The chunks of records, as the disk has them. */
export interface RecordPages {
  /** @param isFinished nothing is being added: what follows the last chunk is given too, for it should not be there */
  read(scope: Scope, sessionId: string, from: ChunkPlace, isFinished: boolean): Promise<RecordPage>
  delete(scope: Scope, sessionId: string): Promise<void>
}
