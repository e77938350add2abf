// Every error that CloudTrail's operations answer, one function each.
import { AwsFault } from '@hostler/wire/aws-fault'

export function invalidLookupAttributes(message: string): AwsFault {
  return new AwsFault('InvalidLookupAttributesException', 400, message)
}

export function invalidTimeRange(): AwsFault {
  return new AwsFault('InvalidTimeRangeException', 400, 'The start time must not be after the end time.')
}

export function invalidNextToken(): AwsFault {
  return new AwsFault('InvalidNextTokenException', 400, 'The token for the next page is not valid.')
}
