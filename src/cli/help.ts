/** What `--help` prints. */
export const help = `uploadmock: one local server for four vendors' media-upload APIs

  uploadmock [start]            run the server
  uploadmock env [VENDOR]       print export lines for a vendor's client
  uploadmock check FILE…        say for each vendor whether a file would pass (--vendor V, --json, --fix OUT)
  uploadmock requests [ID]      list a running server's requests, or explain one (--vendor, --operation, --outcome, --json)
  uploadmock reset              reset a namespace of a running server (--all: every one)
  uploadmock healthcheck        ask the server whether it is well
  uploadmock validate FILE      check a configuration file

requests and reset take --url, --namespace and --token.

Options of start, which the others take too. Each is also an environment variable (--data-dir: UPLOADMOCK_DATA_DIR).

  --port N                      listen there; 4600 by default, 0 takes any free one
  --host H                      listen there; 127.0.0.1 by default
  --config FILE                 YAML or JSON; uploadmock.yaml, else uploadmock.json, of this folder by default
  --data-dir DIR                keep bytes and rows over a restart; in memory by default
  --database URL --blobs URL    keep them in postgres:// and s3:// instead, so that several servers behave as one
  --seed N                      give the same ids to the same requests
  --public-url URL              begin addresses in replies with it; with the request's own host by default
  --auth off|presence|strict    whom to let in; presence by default
  --explain                     tell in x-mock-findings of each reply what the rules say
  --tls-cert FILE --tls-key FILE   serve https
  --log-level L                 info by default
  --json                        print one line of JSON when ready; the log goes to standard error
`
