// Payloads of the control channel that are about sessions. `Content` is a JSON document inside a JSON string.

/** Payload of `interactive_shell`. */
export interface StartSessionMessage {
  /** {@link StartSessionContent} as JSON text. */
  readonly Content: string
  readonly TaskId: string
  readonly Topic: 'aws.ssm.startSession'
  readonly SchemaVersion: 1
}

export interface StartSessionContent {
  readonly DocumentName: string
  /** As stored, references unresolved: the agent puts the parameters in. */
  readonly DocumentContent: Readonly<Record<string, unknown>>
  readonly SessionId: string
  /** A plain string for `String` parameters, a list for `StringList`. */
  readonly Parameters: Readonly<Record<string, string | readonly string[]>>
  /** Takes the place of the document's `runAsDefaultUser`, where running as somebody is enabled. */
  readonly RunAsUser: string
  /** ARN of who started the session. */
  readonly SessionOwner: string
  /** Hostler's own: the node's Name tag, for prompts. Stock agents read over it. */
  readonly TargetName?: string
}

/** Payload of `agent_task_complete`. A failed session sends it twice, with different message ids. */
export interface AgentTaskComplete {
  readonly SchemaVersion: number
  /** The session's id. */
  readonly TaskId: string
  readonly Topic: string
  readonly FinalTaskStatus: string
  readonly IsRoutingFailure: boolean
  readonly AwsAccountId: string
  readonly InstanceId: string
  /** What the user should see when the session failed. */
  readonly Output: string
  readonly S3Bucket: string
  readonly S3UrlSuffix: string
  readonly CwlGroup: string
  readonly CwlStream: string
  readonly RetryNumber: number
}

/** Payload of `agent_task_acknowledge`: without it the agent says the same three times, a second apart. */
export interface AgentTaskAcknowledge {
  readonly SchemaVersion: 1
  readonly MessageId: string
  readonly TaskId: string
  readonly Topic: 'agent_task_complete'
}
