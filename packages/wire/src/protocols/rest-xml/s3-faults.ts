// S3's refusals of requests that cannot be read.
import { AwsFault } from '../../aws-fault.ts'
import { invalidValueCodes, invalidValues } from './s3-peculiarities.ts'

/** A parameter or header whose value is none; `value` is undefined where it may not be shown. */
export function invalidArgument(wireName: string, value: string | undefined, message?: string): AwsFault {
  const [code, words] = invalidValueCodes[wireName] ?? ['InvalidArgument', invalidValues[wireName]]
  const members = { ArgumentName: wireName, ...(value !== undefined && { ArgumentValue: value.slice(0, 256) }) }
  return new AwsFault(code, 400, message ?? words ?? `Invalid value for ${wireName}.`, { members })
}

/** A body that is no XML, or not the one that belongs here. */
export function malformedXml(): AwsFault {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema'
  return new AwsFault('MalformedXML', 400, message)
}

/** A path that is no percent-encoded UTF-8. */
export function invalidUri(path: string): AwsFault {
  return new AwsFault('InvalidURI', 400, "Couldn't parse the specified URI.", { members: { URI: path } })
}

/** Nothing where an operation cannot do without a body. */
export function missingBody(): AwsFault {
  return new AwsFault('MissingRequestBodyError', 400, 'Request body is empty.')
}
