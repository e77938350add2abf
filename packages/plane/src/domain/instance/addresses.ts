import { DomainError } from '../basics/errors.ts'

/** Hosts live in 172.31.0.0/16: .0.1 is their gateway, and the last addresses are left alone. */
const firstNumber = 2
const lastNumber = 65_000

/** The lowest private address that is not taken. Throws `address.limit-exceeded` when none is left. */
export function freeAddress(taken: ReadonlySet<string>): string {
  for (let number = firstNumber; number <= lastNumber; number++) {
    const address = `172.31.${number >> 8}.${number & 255}`
    if (!taken.has(address)) return address
  }
  throw new DomainError('address', 'limit-exceeded', '172.31.0.0/16')
}

/** The private DNS name that goes with a private address, as EC2 forms it. */
export function privateDnsName({ privateIp, region }: { readonly privateIp: string; readonly region: string }): string {
  const suffix = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`
  return `ip-${privateIp.replaceAll('.', '-')}.${suffix}`
}

/** The hardware address that goes with a private address, locally administered. */
export function macAddressFor(privateIp: string): string {
  const parts = privateIp.split('.').map(part => Number(part).toString(16).padStart(2, '0'))
  return ['02', '00', ...parts].join(':')
}
