// What measured connections lead to, and who uses them. A connection begins with 16 bytes, `D` or `U` and a number:
// so many bytes down, or up and one byte as the answer.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

const headerBytes = 16
const piece = Buffer.alloc(64 * 1024, 'x')

/** Listens on this machine. */
export async function startByteServer(): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    void serve(socket).catch(() => socket.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

async function serve(socket: Socket): Promise<void> {
  let header = Buffer.alloc(0)
  let left = Infinity
  socket.on('data', (bytes: Buffer) => {
    if (left !== Infinity) return count(bytes.length)
    header = Buffer.concat([header, bytes])
    if (header.length < headerBytes) return
    const isDown = header[0] === 0x44
    left = Number(header.subarray(1, headerBytes).toString())
    if (isDown) return void send(socket, left)
    count(header.length - headerBytes)
  })
  const count = (length: number) => {
    left -= length
    if (left <= 0) socket.write('k')
  }
}

async function send(socket: Socket, bytes: number): Promise<void> {
  for (let left = bytes; left > 0; left -= piece.length) {
    if (!socket.write(left < piece.length ? piece.subarray(0, left) : piece)) await once(socket, 'drain')
  }
}

/** The same in Perl, for a host with a network of its own. Listens on 127.0.0.1. */
export function byteServerInPerl(port: number): string {
  return [
    `perl -MIO::Socket::INET -e '$SIG{CHLD}="IGNORE"; $b="x" x 65536;`,
    `$s=IO::Socket::INET->new(LocalAddr=>"127.0.0.1",LocalPort=>${port},Listen=>9,ReuseAddr=>1) or die; $|=1; print "ready\\n";`,
    `while($c=$s->accept){ if(fork){close $c;next} sysread($c,$h,16); $n=substr($h,1)+0;`,
    `if($h=~/^D/){ while($n>0){ $w=syswrite($c,$b,$n<65536?$n:65536); last unless $w; $n-=$w } }`,
    `else { while($n>0){ $r=sysread($c,$x,65536); last unless $r; $n-=$r } syswrite($c,"k") } exit }'`,
  ].join(' ')
}

/** Moves bytes through a local port. @returns megabytes (10⁶) a second */
export async function transfer(port: number, direction: 'down' | 'up', bytes: number): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  const header = `${direction === 'down' ? 'D' : 'U'}${bytes}`.padEnd(headerBytes)
  const begun = performance.now()
  let left = direction === 'down' ? bytes : 1
  const arrived = new Promise<void>((resolve, reject) => {
    socket.on('data', (data: Buffer) => {
      left -= data.length
      if (left <= 0) resolve()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`the connection ended with ${left} bytes to come`)))
  })
  socket.write(header)
  if (direction === 'up') await send(socket, bytes)
  await arrived
  const seconds = (performance.now() - begun) / 1000
  socket.removeAllListeners('close')
  socket.destroy()
  return bytes / seconds / 1e6
}
