// The command line, as the stock agent reads it: Go's flags (`-region x`, `--region=x`). Without any the agent runs.
import { parseArgs } from 'node:util'

export type Command =
  | { kind: 'run' }
  | { kind: 'version' }
  | { kind: 'usage'; reason: string }
  | { kind: 'register'; code: string; id: string; region: string; force: boolean; ignoreHardware: boolean }
  | { kind: 'clear' }
  | { kind: 'similarity'; threshold: number }

const FLAGS = {
  register: { type: 'boolean' },
  code: { type: 'string' },
  id: { type: 'string' },
  region: { type: 'string' },
  disableSimilarityCheck: { type: 'boolean' },
  clear: { type: 'boolean' },
  fingerprint: { type: 'boolean' },
  similarityThreshold: { type: 'string' },
  version: { type: 'boolean' },
  y: { type: 'boolean' },
} as const

export const USAGE = `
Without arguments the agent runs. With arguments:
  -register -code CODE -id ID -region REGION   register this host by a hybrid activation
            -disableSimilarityCheck            and never compare its hardware with what it was
            -y                                 and replace an earlier registration without asking
  -register -clear                             forget the registration
  -fingerprint -similarityThreshold N          percentage of hardware values that must stay (1 to 100; -1: none)
  -version
`

/** One dash becomes two, and a value joins its flag: it may begin with a dash itself. */
function likeOptions(args: readonly string[]): string[] {
  const joined: string[] = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!.replace(/^-(?=[A-Za-z])/, '--')
    const flag = FLAGS[arg.slice(2) as keyof typeof FLAGS]
    const takesNext = flag?.type === 'string' && index + 1 < args.length
    joined.push(takesNext ? `${arg}=${args[++index]}` : arg)
  }
  return joined
}

/** Reads arguments; what cannot be read is `usage` with a reason. */
export function parseCommandLine(args: readonly string[]): Command {
  if (args.length === 0) return { kind: 'run' }
  try {
    return commandOf(parseArgs({ args: likeOptions(args), options: FLAGS, allowPositionals: false }).values)
  } catch (error) {
    return { kind: 'usage', reason: (error as Error).message }
  }
}

type Values = { [Name in keyof typeof FLAGS]?: (typeof FLAGS)[Name]['type'] extends 'string' ? string : boolean }

function commandOf(values: Values): Command {
  const { register, code, id, region, clear, fingerprint, similarityThreshold, version, y } = values
  if (version) return { kind: 'version' }
  if (fingerprint) return similarity(similarityThreshold)
  if (!register) return { kind: 'usage', reason: 'nothing to do: give -register, -fingerprint or -version' }
  if (code && id && region) {
    const ignoreHardware = values.disableSimilarityCheck ?? false
    return { kind: 'register', code, id, region, force: y ?? false, ignoreHardware }
  }
  if (clear) return { kind: 'clear' }
  return { kind: 'usage', reason: '-register needs -code, -id and -region' }
}

function similarity(text = '40'): Command {
  const threshold = Number(text)
  const isValid = Number.isInteger(threshold) && (threshold === -1 || (threshold >= 1 && threshold <= 100))
  return isValid
    ? { kind: 'similarity', threshold }
    : { kind: 'usage', reason: `-similarityThreshold takes 1 to 100, or -1, not ${text}` }
}
