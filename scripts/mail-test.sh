#!/usr/bin/env bash
# Throw-away mail servers for the tests that we did not write: postfix takes
# mail by SMTP and hands it to dovecot, which gives it by IMAP. Both listen on
# loopback only, with configurations and queues of their own.
#   scripts/mail-test.sh start   prints the addresses: SMTP,IMAP
#   scripts/mail-test.sh stop
set -eu
DIR=${PASS_MAIL_DIR:-/tmp/pass-mail-test}
SMTP=${PASS_MAIL_SMTP:-55025}
LMTP=${PASS_MAIL_LMTP:-55024}
IMAP=${PASS_MAIL_IMAP:-55143}

if [ "$(id -u)" != 0 ]; then
  exec sudo -E "$0" "$@"
fi
PATH=$PATH:/usr/sbin:/sbin

dovecot_conf() {
  cat <<EOF
base_dir = $DIR/dovecot/run
state_dir = $DIR/dovecot/state
log_path = $DIR/dovecot/log
ssl = no
disable_plaintext_auth = no
protocols = imap lmtp
listen = 127.0.0.1
mail_location = maildir:$DIR/mail/%u
first_valid_uid = 1
mail_fsync = never
recipient_delimiter = +
postmaster_address = postmaster@uno.example.net
passdb {
  driver = passwd-file
  args = scheme=plain $DIR/dovecot/users
}
userdb {
  driver = passwd-file
  args = $DIR/dovecot/users
}
service imap-login {
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = $LMTP
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 00
  }
}
namespace inbox {
  inbox = yes
  mailbox Altra {
    auto = create
  }
}
EOF
}

postfix_conf() {
  cat <<EOF
compatibility_level = 3.6
queue_directory = $DIR/postfix/queue
data_directory = $DIR/postfix/data
maillog_file = $DIR/postfix/log
maillog_file_prefixes = $DIR
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.net
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = uno.example.net, due.example.net
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:$LMTP
recipient_delimiter = +
message_size_limit = 60000000
mailbox_size_limit = 0
default_transport = error:no mail leaves this machine
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
in_flow_delay = 0
EOF
}

stopped() {
  if [ -f "$DIR/postfix/etc/main.cf" ]; then postfix -c "$DIR/postfix/etc" stop >/dev/null 2>&1 || true; fi
  if [ -f "$DIR/dovecot/dovecot.conf" ]; then doveadm -c "$DIR/dovecot/dovecot.conf" stop >/dev/null 2>&1 || true; fi
}

case "${1:-}" in
start)
  if ! [ -f "$DIR/pronto" ] || ! doveadm -c "$DIR/dovecot/dovecot.conf" service status >/dev/null 2>&1; then
    stopped
    rm -rf "$DIR"
    install -d -m 755 "$DIR" "$DIR/dovecot" "$DIR/dovecot/state" "$DIR/postfix" "$DIR/postfix/etc" "$DIR/postfix/queue"
    install -d -m 700 -o mail "$DIR/mail"
    install -d -m 755 -o postfix "$DIR/postfix/data"
    for u in contatti@uno.example.net contatti@due.example.net mario@uno.example.net carico@uno.example.net; do
      echo "$u:prova:8:8::$DIR/mail/$u::"
    done >"$DIR/dovecot/users"
    dovecot_conf >"$DIR/dovecot/dovecot.conf"
    postfix_conf >"$DIR/postfix/etc/main.cf"
    sed -e "s/^smtp *inet .*/127.0.0.1:$SMTP inet n - n - - smtpd/" -e 's/^\([a-z][a-z-]* *[a-z]* *[-yn] *[-yn] *\)[-y]\( \)/\1n\2/' /etc/postfix/master.cf >"$DIR/postfix/etc/master.cf"
    cp /etc/postfix/dynamicmaps.cf "$DIR/postfix/etc/" 2>/dev/null || true
    cp /etc/postfix/postfix-files "$DIR/postfix/etc/" 2>/dev/null || true
    dovecot -c "$DIR/dovecot/dovecot.conf" >&2
    postfix -c "$DIR/postfix/etc" start >"$DIR/postfix/start" 2>&1 || { cat "$DIR/postfix/start" >&2; exit 1; }
    touch "$DIR/pronto"
  fi
  echo "127.0.0.1:$SMTP,127.0.0.1:$IMAP"
  ;;
stop)
  stopped
  rm -rf "$DIR"
  ;;
*)
  echo "usage: $0 start|stop" >&2
  exit 2
  ;;
esac
