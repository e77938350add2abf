import {
  actionStatus,
  type HandshakeResponse,
  type ProcessedAction,
} from '@hostler/channel/payloads/handshake-payloads'
import { readJson } from '@hostler/channel/payloads/json-payload'

/** Agents turn features on by it: above all versions that the stock client's quirks are worked around for. */
export const clientVersion = '1.2.999.0'

const sessionTypes: readonly unknown[] = ['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands']

/** The answer to an agent's request, and why there cannot be a session, where that is so. */
export function answerHandshake(payload: Uint8Array): {
  readonly response: HandshakeResponse
  readonly refusal: string | undefined
} {
  const requested = readJson(payload)?.['RequestedClientActions']
  const processed = (Array.isArray(requested) ? (requested as unknown[]) : []).map(answerAction)
  const errors = processed.map(({ Error: error }) => error).filter(error => error !== '')
  return {
    response: {
      ClientVersion: clientVersion,
      ProcessedClientActions: processed,
      Errors: errors.length > 0 ? errors : null,
      Hostler: { ExitCode: true },
    },
    refusal: errors[0],
  }
}

function answerAction(requested: unknown): ProcessedAction {
  const { ActionType, ActionParameters } = (requested ?? {}) as Readonly<Record<string, unknown>>
  const type = String(ActionType)
  const answer = (status: number, error: string): ProcessedAction => ({
    ActionType: type,
    ActionStatus: status,
    ActionResult: null,
    Error: error,
  })
  if (type === 'KMSEncryption') {
    return answer(actionStatus.unsupported, 'This session asks for KMS encryption, which `hostler shell` does not do.')
  }
  if (type !== 'SessionType') {
    return answer(actionStatus.unsupported, `The host asks for ${type}, which \`hostler shell\` does not do.`)
  }
  const sessionType = ((ActionParameters ?? {}) as Readonly<Record<string, unknown>>)['SessionType']
  if (sessionTypes.includes(sessionType)) return answer(actionStatus.success, '')
  return answer(
    actionStatus.failed,
    `This is a session of type ${String(sessionType)}; \`hostler shell\` opens shells.`,
  )
}
