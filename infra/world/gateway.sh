# Sourced by infra/demo: the gateway's settings. Whatever ACCESSAUDIT__... you export yourself wins.
export ACCESSAUDIT__Storage__ConnectionString="${ACCESSAUDIT__Storage__ConnectionString:-Data Source=$state/gateway/accessaudit.db}"
