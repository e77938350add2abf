import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'

/** One end of a copy: a path here, or a path on a node. */
export interface CopyEnd {
  /** What a person calls the node; undefined for this machine. */
  readonly target?: string
  readonly path: string
}

/**
 * Reads `PATH` and `TARGET:PATH`. As with scp, a path here that has a colon begins with `/` or `./`; a tag target is
 * written `Name=web-1:/path`.
 */
export function parseCopyEnd(text: string): CopyEnd {
  const tag = /^(tag:[^=:]+=[^:]+):(.+)$/s.exec(text)
  const [, target, path] = tag ?? /^([^/.:][^/:]*):(.*)$/s.exec(text) ?? []
  if (target === undefined) return { path: text }
  return { target, path: path === '' ? '~' : path! }
}

/** The two ends, of which one is a node. */
export function copyEnds(from: string, to: string): { from: CopyEnd; to: CopyEnd; target: string } {
  const ends = { from: parseCopyEnd(from), to: parseCopyEnd(to) }
  const target = ends.from.target ?? ends.to.target
  if (target === undefined || (ends.from.target !== undefined && ends.to.target !== undefined)) {
    throw new CommandError('One end is a node: FILE TARGET:PATH or TARGET:PATH FILE', exitCodes.usage)
  }
  return { ...ends, target }
}
