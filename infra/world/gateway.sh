# Sourced by infra/demo: the gateway's settings. Whatever ACCESSAUDIT__... you export yourself wins.
set_default() { [ -n "${!1-}" ] || export "$1=$2"; }
set_default ACCESSAUDIT__Node demo
set_default ACCESSAUDIT__Data "$state/gateway"
set_default ACCESSAUDIT__Identity__Authorities__0__Issuer http://localhost:5081/
set_default ACCESSAUDIT__Identity__Authorities__0__ClientId accessaudit-web
set_default ACCESSAUDIT__Identity__Authorities__0__Name "Comptes de la démonstration"
set_default ACCESSAUDIT__Identity__Authorities__0__CliClientId accessaudit-cli
set_default ACCESSAUDIT__Ssh__PublicHost 127.0.0.1
set_default ACCESSAUDIT__Recordings__MinFreeMegabytes 256
