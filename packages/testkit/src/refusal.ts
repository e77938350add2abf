/** What a call was refused with, as the AWS SDK tells it. */
export interface Refusal {
  readonly code: string
  readonly status: number
  readonly message: string
}

/** The refusal of a call that must not succeed; throws when it does. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call
  } catch (error) {
    const { name, message, Code, $metadata } = error as Error & {
      Code?: string
      $metadata?: { httpStatusCode: number }
    }
    if (!$metadata) throw error
    return { code: Code ?? name, status: $metadata.httpStatusCode, message }
  }
  throw new Error('the call was not refused')
}
