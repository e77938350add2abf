import type { HttpResponse } from '../runtime/http.ts'
import { AwsError } from './aws-error.ts'
import { findXmlText } from './xml-text.ts'

const LONGEST_TEXT = 1_000
/** What S3 says of HEAD, whose answers have no body. */
const CODES: Record<number, string> = { 301: 'PermanentRedirect', 403: 'Forbidden', 404: 'NotFound' }

/** What an answer of S3 stands for. The message is worded as AWS's SDK does it, which users of the stock agent see. */
export function readS3Error({ status, headers, body }: HttpResponse): AwsError {
  const code = findXmlText(body, 'Code') ?? CODES[status] ?? 'SerializationError'
  const message = findXmlText(body, 'Message') ?? `status code ${status}`
  const id = (name: string) => String(headers[name] ?? '')
  const ids = `request id: ${id('x-amz-request-id')}, host id: ${id('x-amz-id-2')}`
  return new AwsError(printable(code), printable(`${message}\n\tstatus code: ${status}, ${ids}`), { status })
}

/** It is shown on terminals. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '').slice(0, LONGEST_TEXT)
}
