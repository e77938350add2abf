// The operations of the channel service that are served: nothing but the list.
import { CreateControlChannel } from './create-control-channel.ts'
import { CreateDataChannel } from './create-data-channel.ts'

export const ssmmessagesOperations = [CreateControlChannel, CreateDataChannel]
