// The channel service of agents (ssmmessages). Not published by AWS; written from the agent's open-source client.
// Requests are REST with JSON, answers XML; the two Open operations are WebSocket upgrades and have no shapes.
import type { ServiceModel } from '../../../packages/wire/src/model/service-model.ts'
import { privateNote } from './private-note.ts'

const controlChannel = '/v1/control-channel/{ChannelId}'
const dataChannel = '/v1/data-channel/{ChannelId}'
const errors = ['AccessDeniedException', 'InternalServerException', 'ValidationException']
const error = (status: number) =>
  ({ type: 'structure', error: { status }, members: { Message: { shape: 'Text' } } }) as const

export const ssmmessages: ServiceModel = {
  source: privateNote,
  service: 'ssmmessages',
  apiVersion: '2017-04-01',
  protocol: 'rest-json',
  signingName: 'ssmmessages',
  endpointPrefix: 'ssmmessages',
  operations: {
    CreateControlChannel: {
      input: 'CreateControlChannelRequest',
      output: 'ChannelResponse',
      errors,
      http: { method: 'POST', uri: controlChannel, code: 201 },
    },
    CreateDataChannel: {
      input: 'CreateDataChannelRequest',
      output: 'ChannelResponse',
      errors,
      http: { method: 'POST', uri: dataChannel, code: 201 },
    },
    OpenControlChannel: { http: { method: 'GET', uri: controlChannel } },
    OpenDataChannel: { http: { method: 'GET', uri: dataChannel } },
  },
  shapes: {
    AccessDeniedException: error(403),
    InternalServerException: error(500),
    ValidationException: error(400),
    Text: { type: 'string' },
    ChannelId: { type: 'string', min: 1, max: 256 },
    Token: { type: 'string', sensitive: true },
    CreateControlChannelRequest: {
      type: 'structure',
      required: ['ChannelId', 'MessageSchemaVersion', 'RequestId'],
      members: {
        ChannelId: { shape: 'ChannelId', location: 'uri' },
        MessageSchemaVersion: { shape: 'Text' },
        RequestId: { shape: 'Text' },
      },
    },
    CreateDataChannelRequest: {
      type: 'structure',
      required: ['ChannelId', 'MessageSchemaVersion', 'RequestId'],
      members: {
        ChannelId: { shape: 'ChannelId', location: 'uri' },
        // Always sent, always empty.
        ClientId: { shape: 'Text' },
        MessageSchemaVersion: { shape: 'Text' },
        RequestId: { shape: 'Text' },
      },
    },
    ChannelResponse: {
      type: 'structure',
      required: ['TokenValue'],
      members: { MessageSchemaVersion: { shape: 'Text' }, TokenValue: { shape: 'Token' } },
    },
  },
}
