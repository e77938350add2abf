// Where a session's document wants the session logged.
import { booleanAt, textAt } from './inputs.ts'
import type { JsonObject } from './start-message.ts'

export type LogPlan = {
  s3: { bucket: string; keyPrefix: string; mustBeEncrypted: boolean } | undefined
  cloudWatch: { group: string; mustBeEncrypted: boolean; isStreamed: boolean } | undefined
}

/** Throws `SessionFailure` for values that mean nothing. @param canStream whether a session of its type is streamed */
export function planLogs(inputs: JsonObject, canStream: boolean): LogPlan {
  const bucket = textAt(inputs, 's3BucketName').trim()
  const group = textAt(inputs, 'cloudWatchLogGroupName').trim()
  return {
    s3:
      bucket === ''
        ? undefined
        : {
            bucket,
            keyPrefix: textAt(inputs, 's3KeyPrefix').trim(),
            mustBeEncrypted: booleanAt(inputs, 's3EncryptionEnabled'),
          },
    cloudWatch:
      group === ''
        ? undefined
        : {
            group,
            mustBeEncrypted: booleanAt(inputs, 'cloudWatchEncryptionEnabled'),
            isStreamed: booleanAt(inputs, 'cloudWatchStreamingEnabled') && canStream,
          },
  }
}
