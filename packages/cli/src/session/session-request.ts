import type { StartSessionCommandInput } from '@aws-sdk/client-ssm'
import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'
import { shellQuote } from '../output/shell-quote.ts'
import type { Target } from './target.ts'

/** What of `hostler shell`'s flags says which session is wanted. */
export interface SessionOptions {
  readonly command?: string
  readonly document?: string
  /** Each `name=value`; a name that comes again has several values. */
  readonly parameters?: readonly string[]
  readonly reason?: string
}

/**
 * The call that starts the session.
 *
 * @param isInteractive whether a terminal is at the user's end: a command gets one at its own end then
 */
export function sessionRequest(
  { id, platform }: Pick<Target, 'id' | 'platform'>,
  { command, document, parameters = [], reason }: SessionOptions,
  isInteractive: boolean,
): StartSessionCommandInput {
  const Parameters = readParameters(parameters)
  let DocumentName = document
  if (command !== undefined) {
    DocumentName ??= isInteractive ? 'AWS-StartInteractiveCommand' : 'AWS-StartNonInteractiveCommand'
    const isBare = DocumentName === 'AWS-StartNonInteractiveCommand'
    // This document's commands run without a shell; pipes and variables are to work with and without a terminal.
    Parameters['command'] ??= [isBare && platform !== 'Windows' ? `sh -c ${shellQuote(command)}` : command]
    // Otherwise the output comes when the command has ended, and how it ended is not told.
    if (isBare) Parameters['separateOutputStream'] ??= ['True']
  }
  return {
    Target: id,
    ...(DocumentName !== undefined && { DocumentName }),
    ...(Object.keys(Parameters).length > 0 && { Parameters }),
    ...(reason !== undefined && { Reason: reason }),
  }
}

function readParameters(texts: readonly string[]): Record<string, string[]> {
  const parameters: Record<string, string[]> = {}
  for (const text of texts) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
    if (name === undefined || value === undefined) {
      throw new CommandError(`--parameters takes name=value, not '${text}'`, exitCodes.usage)
    }
    ;(parameters[name] ??= []).push(value)
  }
  return parameters
}
