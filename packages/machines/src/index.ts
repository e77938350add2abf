// What the plane uses of this package.
export { createDriver } from './create-driver.ts'
export type { AcceptedSocket, DriverOptions, MachineDriver, MachineSpec, PlaneSide, RunningMachine } from './driver.ts'
export type { ImdsHandler, ImdsSource } from './imds/handler.ts'
export { createImdsHandler } from './imds/handler.ts'
export type { ImdsCredentials, ImdsHost, MetadataOptions, RoleDelivery } from './imds/host.ts'
export { rotatingCredentials } from './imds/rotating-credentials.ts'
export { gatewayAddress, macAddressOf } from './private-address.ts'
export { removeMachineState } from './remove-machine-state.ts'
