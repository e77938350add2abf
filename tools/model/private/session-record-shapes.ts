// What operations of Hostler's own API on session records take and answer.
import type { Shape } from '../../../packages/wire/src/model/service-model.ts'

export const paging = { MaxResults: { shape: 'MaxResults' }, NextToken: { shape: 'NextToken' } }

export const sessionRecordShapes: Readonly<Record<string, Shape>> = {
  SessionRecord: {
    type: 'structure',
    required: ['SessionId', 'NodeId', 'Owner', 'DocumentName', 'State', 'StartedAt', 'HasInput'],
    members: {
      SessionId: { shape: 'SessionId' },
      NodeId: { shape: 'NodeId' },
      Owner: { shape: 'Owner' },
      DocumentName: { shape: 'Text' },
      State: { shape: 'State' },
      StartedAt: { shape: 'Date' },
      EndedAt: { shape: 'Date' },
      EndReason: { shape: 'Text' },
      HasInput: { shape: 'Flag' },
      Copy: { shape: 'SessionRecordCopy' },
      IsElsewhere: { shape: 'Flag' },
    },
  },
  SessionRecordCopy: {
    type: 'structure',
    required: ['State'],
    members: {
      State: { shape: 'CopyState' },
      CopiedAt: { shape: 'Date' },
      Bucket: { shape: 'Text' },
      Key: { shape: 'Text' },
      NextAttemptAt: { shape: 'Date' },
      Failures: { shape: 'Number' },
      Problem: { shape: 'Text' },
    },
  },
  SessionRecords: { type: 'list', member: { shape: 'SessionRecord' } },
  SessionRecordRead: {
    type: 'structure',
    required: ['Reader', 'ReadAt', 'FirstChunk', 'LastChunk', 'SourceAddress', 'UserAgent', 'RequestId'],
    members: {
      Reader: { shape: 'Text' },
      ReadAt: { shape: 'Date' },
      FirstChunk: { shape: 'Number' },
      LastChunk: { shape: 'Number' },
      SourceAddress: { shape: 'Text' },
      UserAgent: { shape: 'Text' },
      RequestId: { shape: 'Text' },
    },
  },
  SessionRecordReads: { type: 'list', member: { shape: 'SessionRecordRead' } },
  GetRecordKeyRequest: { type: 'structure', members: {} },
  GetRecordKeyResult: {
    type: 'structure',
    required: ['KeyId', 'Algorithm', 'PublicKey'],
    members: { KeyId: { shape: 'Text' }, Algorithm: { shape: 'Algorithm' }, PublicKey: { shape: 'Text' } },
  },
  GetSessionRecordRequest: {
    type: 'structure',
    required: ['SessionId'],
    members: { SessionId: { shape: 'SessionId' }, NextToken: { shape: 'NextToken' } },
  },
  GetSessionRecordResult: {
    type: 'structure',
    required: ['Record', 'Chunks'],
    members: { Record: { shape: 'SessionRecord' }, Chunks: { shape: 'Chunks' }, NextToken: { shape: 'NextToken' } },
  },
  ListSessionRecordReadsRequest: {
    type: 'structure',
    required: ['SessionId'],
    members: { SessionId: { shape: 'SessionId' }, ...paging },
  },
  ListSessionRecordReadsResult: {
    type: 'structure',
    required: ['Reads'],
    members: { Reads: { shape: 'SessionRecordReads' }, NextToken: { shape: 'NextToken' } },
  },
  ListSessionRecordsRequest: {
    type: 'structure',
    members: { NodeId: { shape: 'NodeId' }, Owner: { shape: 'Owner' }, ...paging },
  },
  ListSessionRecordsResult: {
    type: 'structure',
    required: ['Records'],
    members: { Records: { shape: 'SessionRecords' }, NextToken: { shape: 'NextToken' } },
  },
}
