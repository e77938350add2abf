import { AwsFault } from '@hostler/wire/aws-fault'
import { DomainError } from '../../domain/basics/errors.ts'
import type { Exchange } from '../exchange.ts'

/** Runs the operation. A rule's refusal becomes the fault that the operation's table names for it. */
export async function run(exchange: Exchange): Promise<void> {
  const { operation, input, call } = exchange
  try {
    exchange.output = await operation!.run(input, call!)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const toFault = operation!.faults[error.key]
    throw toFault ? withDetail(toFault(error), error) : error
  }
}

function withDetail(fault: AwsFault, error: DomainError): AwsFault {
  const { code, status, message, members } = fault
  return new AwsFault(code, status, message, { members, detail: error.detail ?? fault.detail, cause: error })
}
