// The message delivery service that agents poll when they have no control channel (ec2messages). Not published by AWS;
// written from the agent's open-source client.
import type { ServiceModel } from '../../../packages/wire/src/model/service-model.ts'
import { privateNote } from './private-note.ts'

const error = (status: number) =>
  ({ type: 'structure', error: { status }, members: { message: { shape: 'Text' } } }) as const

const commonErrors = ['AuthorizationFailureException', 'InternalServerException', 'TooManyRequestsException']
const messageErrors = [...commonErrors, 'InvalidMessageIdException', 'UnsupportedMessageOperationException']

export const ec2messages: ServiceModel = {
  source: privateNote,
  service: 'ec2messages',
  apiVersion: '2015-06-19',
  protocol: 'json',
  jsonVersion: '1.1',
  targetPrefix: 'EC2WindowsMessageDeliveryService',
  signingName: 'ec2messages',
  endpointPrefix: 'ec2messages',
  operations: {
    AcknowledgeMessage: { input: 'MessageRequest', output: 'EmptyResponse', errors: messageErrors },
    DeleteMessage: { input: 'MessageRequest', output: 'EmptyResponse', errors: messageErrors },
    FailMessage: { input: 'FailMessageRequest', output: 'EmptyResponse', errors: messageErrors },
    GetEndpoint: { input: 'GetEndpointRequest', output: 'GetEndpointResponse', errors: commonErrors },
    GetMessages: {
      input: 'GetMessagesRequest',
      output: 'GetMessagesResponse',
      errors: [...commonErrors, 'InvalidDestinationException', 'RequestTimeoutException'],
    },
    SendReply: { input: 'SendReplyRequest', output: 'SendReplyResponse', errors: messageErrors },
  },
  shapes: {
    AuthorizationFailureException: error(400),
    InternalServerException: error(500),
    InvalidDestinationException: error(400),
    InvalidMessageIdException: error(400),
    RequestTimeoutException: error(400),
    TooManyRequestsException: error(400),
    UnsupportedMessageOperationException: error(400),

    Text: { type: 'string' },
    Seconds: { type: 'integer' },
    Destination: { type: 'string', min: 10 },
    MessageId: { type: 'string', min: 16 },
    RequestId: { type: 'string', min: 16 },
    FailureType: { type: 'string', enum: ['InternalHandlerException', 'NoHandlerExists'] },

    EmptyResponse: { type: 'structure', members: {} },
    MessageRequest: { type: 'structure', required: ['MessageId'], members: { MessageId: { shape: 'MessageId' } } },
    FailMessageRequest: {
      type: 'structure',
      required: ['FailureType', 'MessageId'],
      members: { FailureType: { shape: 'FailureType' }, MessageId: { shape: 'MessageId' } },
    },
    GetEndpointRequest: {
      type: 'structure',
      required: ['Destination'],
      members: { Destination: { shape: 'Destination' } },
    },
    GetEndpointResponse: { type: 'structure', members: { Endpoint: { shape: 'Text' } } },
    GetMessagesRequest: {
      type: 'structure',
      required: ['Destination', 'MessagesRequestId', 'VisibilityTimeoutInSeconds'],
      members: {
        Destination: { shape: 'Destination' },
        MessagesRequestId: { shape: 'RequestId' },
        VisibilityTimeoutInSeconds: { shape: 'Seconds' },
      },
    },
    GetMessagesResponse: {
      type: 'structure',
      members: {
        Destination: { shape: 'Text' },
        Messages: { shape: 'MessageList' },
        MessagesRequestId: { shape: 'Text' },
      },
    },
    MessageList: { type: 'list', member: { shape: 'Message' } },
    Message: {
      type: 'structure',
      // The agent ignores messages without the first four and dereferences the payload without looking.
      required: ['CreatedDate', 'Destination', 'MessageId', 'Topic', 'Payload'],
      members: {
        CreatedDate: { shape: 'Text' },
        Destination: { shape: 'Text' },
        MessageId: { shape: 'Text' },
        Payload: { shape: 'Text' },
        PayloadDigest: { shape: 'Text' },
        Topic: { shape: 'Text' },
      },
    },
    SendReplyRequest: {
      type: 'structure',
      required: ['MessageId', 'Payload', 'ReplyId'],
      members: { MessageId: { shape: 'MessageId' }, Payload: { shape: 'Text' }, ReplyId: { shape: 'Text' } },
    },
    SendReplyResponse: {
      type: 'structure',
      members: {
        Description: { shape: 'Text' },
        MessageId: { shape: 'Text' },
        ReplyId: { shape: 'Text' },
        ReplyStatus: { shape: 'Text' },
      },
    },
  },
}
