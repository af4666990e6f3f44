import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Writes a certificate of a test's own for `localhost` into a folder, and its key. */
export function selfSigned(dir: string): { readonly tlsCert: string; readonly tlsKey: string } {
  const [tlsCert, tlsKey] = [join(dir, 'cert.pem'), join(dir, 'key.pem')]
  const options =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost'
  execFileSync('openssl', [...options.split(' '), '-keyout', tlsKey, '-out', tlsCert], { stdio: 'ignore' })
  return { tlsCert, tlsKey }
}
