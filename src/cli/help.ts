/** What `--help` prints. */
export const help = `uploadmock: one local server for four vendors' media-upload APIs

  uploadmock [start]            run the server
  uploadmock env [VENDOR]       print export lines for a vendor's client
  uploadmock check FILE…        say for each vendor whether a file would pass (--vendor V, --json, --fix OUT)
  uploadmock requests [ID]      list what a running server got, or explain one (--vendor, --operation, --outcome, --json)
  uploadmock reset              reset a namespace of a running server (--all: every one)
  uploadmock healthcheck        ask the server whether it is well
  uploadmock validate FILE      check a configuration file

requests and reset take --url, --namespace and --token.

Options of start (the others follow them), each also an environment variable (--data-dir: UPLOADMOCK_DATA_DIR)

  --port N                      0 takes any free one; 4600
  --host H                      127.0.0.1
  --config FILE                 YAML or JSON; uploadmock.yaml or .json here, if there is one
  --data-dir DIR                bytes and rows survive a restart; in memory without it
  --database URL --blobs URL    postgres:// and s3://, instead of it: several servers behave as one
  --seed N                      the same requests give the same ids
  --public-url URL              what addresses in replies begin with; taken from each request
  --auth off|presence|strict    presence
  --explain                     replies say in x-mock-findings what the rules say
  --tls-cert FILE --tls-key FILE   https instead of http
  --log-level L                 info
  --json                        print one line of JSON when ready; the log goes to standard error
`
