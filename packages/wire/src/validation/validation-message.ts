// Broken constraints -> the fault AWS answers: one sentence that lists all of them, or EC2's or S3's first of them.
import { AwsFault } from '../aws-fault.ts'
import type { ProtocolName } from '../model/service-model.ts'
import { invalidArgument, malformedXml } from '../protocols/rest-xml/s3-faults.ts'
import type { ConstraintFailure } from './check-constraints.ts'
import type { Constraint } from './rules.ts'

/**
 * The fault for at least one failure (400): `ValidationException` (json), `ValidationError` (query),
 * `MissingParameter` or `InvalidParameterValue` (ec2), `MalformedXML` or `InvalidArgument` (rest-xml). Sensitive values are in none of them.
 *
 * @param errors that the operation lists: an `InvalidInputException` (Organizations) or `InvalidParameterException` (CloudWatch
 *   Logs) of its own comes before the protocol's, and so does an `InvalidMaxResultsException` (CloudTrail)
 */
export function renderFailures(
  failures: readonly ConstraintFailure[],
  protocol: ProtocolName,
  errors: readonly string[] = [],
): AwsFault {
  if (protocol === 'ec2') return ec2Fault(failures)
  if (protocol === 'rest-xml') return restXmlFault(failures[0]!)
  if (protocol === 'json' && errors.includes('InvalidInputException')) return invalidInput(failures[0]!)
  if (failures[0]!.path === 'maxResults' && errors.includes('InvalidMaxResultsException')) {
    return new AwsFault('InvalidMaxResultsException', 400, sentence(failures))
  }
  const isParameter = protocol === 'json' && errors.includes('InvalidParameterException')
  const code =
    protocol === 'query' ? 'ValidationError' : isParameter ? 'InvalidParameterException' : 'ValidationException'
  return new AwsFault(code, 400, sentence(failures))
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

/** What breaks inside a document breaks its schema; what breaks outside is a parameter or header. */
function restXmlFault({ path, parameter, value, constraint }: ConstraintFailure): AwsFault {
  if (path.includes('.')) return malformedXml()
  const wireName = parameter.charAt(0).toLowerCase() + parameter.slice(1)
  return invalidArgument(wireName, constraint === 'required' ? undefined : value)
}

/** One reason and no name: the first failure. */
function invalidInput({ constraint, requirement }: ConstraintFailure): AwsFault {
  const noun = requirement.includes(' length ') ? 'LENGTH' : 'VALUE'
  const answers: Readonly<Record<Constraint, readonly [reason: string, message: string]>> = {
    required: ['INPUT_REQUIRED', 'You must include a value for all required parameters.'],
    pattern: ['INVALID_PATTERN', 'You provided a value that does not match the required pattern.'],
    enum: ['INVALID_ENUM', 'You specified an invalid value.'],
    min: [`MIN_${noun}_EXCEEDED`, 'You provided a value that is smaller than allowed.'],
    max: [`MAX_${noun}_EXCEEDED`, 'You provided a value that is larger than allowed.'],
    members: ['INVALID_LIST_MEMBER', 'You provided a list to a parameter that contains at least one invalid value.'],
  }
  const [reason, message] = answers[constraint]
  return new AwsFault('InvalidInputException', 400, message, { members: { Reason: reason }, detail: requirement })
}
