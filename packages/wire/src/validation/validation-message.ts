// Broken constraints -> the fault AWS answers: one sentence that lists all of them, or EC2's first of them.
import { AwsFault } from '../aws-fault.ts'
import type { ProtocolName } from '../model/service-model.ts'
import type { ConstraintFailure } from './check-constraints.ts'

/**
 * The fault for at least one failure (400): `ValidationException` (json), `ValidationError` (query),
 * `MissingParameter` or `InvalidParameterValue` (ec2). Sensitive values are in none of them.
 */
export function renderFailures(failures: readonly ConstraintFailure[], protocol: ProtocolName): AwsFault {
  if (protocol === 'ec2') return ec2Fault(failures)
  return new AwsFault(protocol === 'query' ? 'ValidationError' : 'ValidationException', 400, sentence(failures))
}

function sentence(failures: readonly ConstraintFailure[]): string {
  const count = failures.length === 1 ? '1 validation error detected' : `${failures.length} validation errors detected`
  const clauses = failures.map(failure => {
    return `Value${shown(failure)} at '${failure.path}' failed to satisfy constraint: ${failure.requirement}`
  })
  return `${count}: ${clauses.join('; ')}`
}

/** A missing value is `null` without quotes; a sensitive one is left out. */
function shown({ constraint, value }: ConstraintFailure): string {
  if (constraint === 'required') return ' null'
  return value === undefined ? '' : ` '${value}'`
}

function ec2Fault(failures: readonly ConstraintFailure[]): AwsFault {
  const missing = failures.find(({ constraint }) => constraint === 'required')
  if (missing) {
    return new AwsFault('MissingParameter', 400, `The request must contain the parameter ${missing.parameter}`)
  }
  const { parameter, value, requirement } = failures[0]!
  const text = value === undefined ? 'Value' : `Value (${value})`
  return new AwsFault('InvalidParameterValue', 400, `${text} for parameter ${parameter} is invalid. ${requirement}.`)
}
