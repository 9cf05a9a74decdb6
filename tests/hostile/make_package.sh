#!/usr/bin/env bash
# A platform, two signers, a submission, its receipt, the platform's profile and a factor pack, made with openssl, sha256sum and zip alone:
# what package-format.md says, by other hands than the program's.
#   make_package.sh OUT
set -euo pipefail
export LC_ALL=C.UTF-8
OUT=$1
mkdir -p "$OUT/ca" "$OUT/made"
OUT=$(cd "$OUT" && pwd)
CA=$OUT/ca
NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
CODE=91510100MA6DEM012N

hex() { od -An -v -tx1 | tr -d ' \n'; }
bin() { printf '%b' "$(sed 's/../\\x&/g')"; }
sha() { sha256sum "$1" | cut -c1-64; }
tlv() { # tag, content in hex → DER in hex
    local n=$((${#2} / 2))
    if [ $n -lt 128 ]; then printf '%s%02x%s' "$1" $n "$2"; elif [ $n -lt 256 ]; then printf '%s81%02x%s' "$1" $n "$2"; else printf '%s82%04x%s' "$1" $n "$2"; fi
}

# ---------------------------------------------------------------- certificates

cat >"$CA/root.cnf" <<CNF
[req]
distinguished_name = dn
prompt = no
[dn]
[root]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ca]
default_ca = own
[own]
database = $CA/index.txt
crlnumber = $CA/crlnumber
default_md = sha256
default_crl_days = 30
[tsa_service]
serial = $CA/tsaserial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
accuracy = secs:1
CNF

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$CA/$1.key"; }
subject() { printf '/C=CN/ST=四川省/O=%s/organizationIdentifier=NTRCN-%s/title=%s/CN=%s' "$1" "$2" "$3" "$4"; }

new_key root
openssl req -new -x509 -utf8 -key "$CA/root.key" -sha256 -days 3650 -subj '/C=CN/O=示例碳中和服务平台/CN=示例平台根' \
    -config "$CA/root.cnf" -extensions root -out "$CA/root.pem"

issue() { # name, section, subject
    new_key "$1"
    openssl req -new -utf8 -key "$CA/$1.key" -subj "$3" -config "$CA/root.cnf" -out "$OUT/made/$1.csr"
    openssl x509 -req -in "$OUT/made/$1.csr" -CA "$CA/root.pem" -CAkey "$CA/root.key" -CAcreateserial -CAserial "$CA/root.srl" -sha256 \
        -days 700 -extfile "$CA/root.cnf" -extensions "$2" -out "$CA/$1.pem" 2>/dev/null
    openssl x509 -in "$CA/$1.pem" -outform DER -out "$CA/$1.crt"
}
issue preparer leaf "$(subject 成都示例酒店有限公司 $CODE 填报人 张三)"
issue approver leaf "$(subject 成都示例酒店有限公司 $CODE 审核人 李四)"
issue platform leaf "$(subject 示例碳中和服务平台 91510000MA6PLAT10A 平台回执 示例平台)"
issue tsa tsa '/C=CN/O=示例碳中和服务平台/CN=示例时间戳'
openssl x509 -in "$CA/root.pem" -outform DER -out "$CA/root.crt"
: >"$CA/index.txt"
echo 01 >"$CA/crlnumber"
echo 01 >"$CA/tsaserial"
openssl ca -config "$CA/root.cnf" -gencrl -keyfile "$CA/root.key" -cert "$CA/root.pem" -out "$CA/crl.pem" 2>/dev/null

# ---------------------------------------------------------------- signatures

# The attribute that the openssl command cannot add is why the CMS of a signer is put together here, byte by byte.
field() { # certificate, number of the field at depth 2 → its DER in hex
    openssl asn1parse -inform DER -in "$1" | awk -F'[:= ]+' -v want="$2" '
        { line = $0; sub(/^ */, "", line); split(line, part, ":"); split(part[2], d, /[= ]+/) }
        part[2] ~ /^d=2 / { if (n++ == want) { match(line, /hl=[ 0-9]+/); h = substr(line, RSTART + 3, RLENGTH - 3)
            match(line, / l=[ 0-9]+/); l = substr(line, RSTART + 3, RLENGTH - 3); print part[1] + 0, h + l; exit } }' |
        { read -r at size; tail -c +$((at + 1)) "$1" | head -c "$size" | hex; }
}
DATA=06092a864886f70d010701
SHA256=300b0609608648016503040201

sign() { # role, last arc of the commitment, content, target
    local cert="$CA/$1.crt" attributes time id
    time=$(date -u +%y%m%d%H%M%SZ | tr -d '\n' | hex)
    id=$(tlv 30 "$(tlv 30 "$(tlv 30 "$(tlv 04 "$(sha "$cert")")")")")
    attributes=$(
        {
            tlv 30 "06092a864886f70d010903$(tlv 31 $DATA)"; echo
            tlv 30 "06092a864886f70d010904$(tlv 31 "$(tlv 04 "$(sha "$3")")")"; echo
            tlv 30 "06092a864886f70d010905$(tlv 31 "$(tlv 17 "$time")")"; echo
            tlv 30 "060b2a864886f70d010910022f$(tlv 31 "$id")"; echo
            tlv 30 "060b2a864886f70d0109100210$(tlv 31 "$(tlv 30 "060b2a864886f70d01091006$2")")"; echo
        } | sort | tr -d '\n'
    )
    tlv 31 "$attributes" | bin >"$OUT/made/attributes"
    local value sid
    value=$(openssl dgst -sha256 -sign "$CA/$1.key" "$OUT/made/attributes" | hex)
    sid=$(tlv 30 "$(field "$cert" 3)$(field "$cert" 1)")
    local info signed
    info=$(tlv 30 "020101$sid$SHA256$(tlv a0 "$attributes")300a06082a8648ce3d040302$(tlv 04 "$value")")
    signed=$(tlv 30 "020101$(tlv 31 $SHA256)$(tlv 30 $DATA)$(tlv a0 "$(hex <"$cert")")$(tlv 31 "$info")")
    tlv 30 "06092a864886f70d010702$(tlv a0 "$signed")" | bin >"$4"
    openssl cms -verify -cades -binary -inform DER -in "$4" -content "$3" -CAfile "$CA/root.pem" -out /dev/null 2>/dev/null
}

# ---------------------------------------------------------------- bags

tag() { # folder, kind, organization, id → tag files
    (
        cd "$1"
        printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' >bagit.txt
        find data -type f | LC_ALL=C sort | xargs -d '\n' sha256sum >manifest-sha256.txt
        printf 'BagIt-Profile-Identifier: urn:tanzhangben:bag:%s:1.0\nSource-Organization: %s\nBagging-Date: %s\nExternal-Identifier: %s\nBag-Software-Agent: shell 1\nPayload-Oxum: %s.%s\n' \
            "$2" "$3" "${NOW%T*}" "$4" "$(find data -type f -printf '%s\n' | awk '{ s += $1 } END { print s + 0 }')" "$(find data -type f | wc -l)" >bag-info.txt
        sha256sum bag-info.txt bagit.txt manifest-sha256.txt >tagmanifest-sha256.txt
        mkdir -p signatures
    )
}
pack() { # folder, name of the zip
    (
        cd "$(dirname "$1")" && rm -f "$OUT/$2"
        if command -v zip >/dev/null; then zip -q -X -D -r "$OUT/$2" "$(basename "$1")"; else python3 -m zipfile -c "$OUT/$2" "$(basename "$1")"; fi
    )
}

# ---------------------------------------------------------------- the submission

ZERO=$(printf '0%.0s' $(seq 64))
BAG=$OUT/made/CSP-$CODE-2025-r1
rm -rf "$BAG"
mkdir -p "$BAG/data/tables" "$BAG/data/result" "$BAG/data/documents" "$BAG/data/evidence"
printf 'code,dimension,scale,label\nkWh,energy,1,kWh\nMWh,energy,1000,MWh\nNm3,volume,1,Nm³\n10^4Nm3,volume,10000,10⁴Nm³\nkg,mass,1,kg\nt,mass,1000,t\nnight,count,1,间夜\n' >"$BAG/data/tables/units.csv"
cat >"$BAG/data/tables/sources.csv" <<CSV
id,name,type,scope,category,unit,method,species,factorId,excludedReason
s-power,外购电力,grid_power,2,2,kWh,purchased_electricity,,,
s-gas,管道天然气,piped_gas,1,1,Nm3,fuel,natural_gas,,
s-pv,自用光伏,own_solar,2,2,kWh,zero_memo,,,
s-shop,出租商铺,shops,3,4,kWh,purchased_electricity,,,由租户自行核算
CSV
printf 'code,name,unit\nroom_nights,已售间夜,night\n' >"$BAG/data/tables/outputs.csv"
cat >"$BAG/data/tables/records.csv" <<CSV
id,subject,kind,quantity,unit,rowQuantity,month,start,end,corrects,reverses,estimated,meter,readingStart,readingEnd,multiplier,amountYuan,invoice,zeroReason,quality,note,evidence
r1,s-power,bill,55,MWh,55000,,2025-03-12,2025-04-11,,,1,,,,,,,,D,暂估,
r2,s-power,bill,60,MWh,60000,,2025-03-12,2025-04-11,r1,,0,m1,100,160,1,38000.5,电发票-7,,A,,E0001
r3,s-gas,month,1000,Nm3,1000,2025-03,,,,,0,,,,,,,,B,,E0002
r4,s-pv,month,300,kWh,300,2025-05,,,,,0,,,,,,,,B,"屋顶, ""南""",
r5,output:room_nights,month,2500,night,2500,2025-03,,,,,0,,,,,,,,B,,
r6,s-power,meter_change,0,kWh,0,,2025-04-01,,,,0,m1,160,0,,,,,B,换表,
CSV
printf 'subject,month,quantity,unit\ns-power,2025-03,40000,kWh\ns-power,2025-04,20000,kWh\ns-gas,2025-03,1000,Nm3\ns-pv,2025-05,300,kWh\noutput:room_nights,2025-03,2500,night\n' \
    >"$BAG/data/tables/months.csv"
cat >"$BAG/data/tables/factors.csv" <<CSV
id,name,value,unit,document,clause,vintage,mark,gwpSet
cc,单位热值含碳量,0.0153,tC/GJ,示例标准,表1,,seen,
grid,四川电网,0.1564,kgCO2/kWh,示例公告,,2023,seen,
ncv,低位发热量,389.31,GJ/10^4Nm3,示例标准,表1,,seen,
of,碳氧化率,0.99,,示例标准,表1,,seen,
CSV

power() { # month, quantity, tonnes
    printf '{"gas":"CO2","inP1":true,"method":"purchased_electricity","month":"%s","parameters":[{"factorId":"grid","symbol":"EF","unit":"kgCO2/kWh","value":"0.1564"},{"factorId":"","symbol":"换算","unit":"t/kg","value":"0.001"}],"quantity":"%s","scope":"2","source":"s-power","tco2e":"%s","unit":"kWh"}' "$@"
}
gas='{"gas":"CO2","inP1":true,"method":"fuel","month":"2025-03","parameters":[{"factorId":"ncv","symbol":"NCV","unit":"GJ/10^4Nm3","value":"389.31"},{"factorId":"","symbol":"换算","unit":"10⁴Nm³/Nm³","value":"0.0001"},{"factorId":"cc","symbol":"CC","unit":"tC/GJ","value":"0.0153"},{"factorId":"of","symbol":"OF","unit":"","value":"0.99"},{"factorId":"","symbol":"44/12","unit":"tCO2/tC","value":"11/3"}],"quantity":"1000","scope":"1","source":"s-gas","tco2e":"2.162188809","unit":"Nm3"}'
month() { printf '{"by_scope":{"1":"%s","2":"%s","3":"0"},"month":"2025-%s","tco2e":"%s"}' "$2" "$3" "$1" "$4"; }
months=$(for m in 01 02 03 04 05 06 07 08 09 10 11 12; do
    case $m in 03) month $m 2.162188809 6.256 8.418188809 ;; 04) month $m 0 3.128 3.128 ;; *) month $m 0 0 0 ;; esac
    [ $m = 12 ] || printf ,
done)
source() { # name, id, scope, quantity, unit, method, tonnes
    printf '{"by_gas":{%s},"method":"%s","quantity":"%s","scope":"%s","source":"%s","source_id":"%s","tco2e":"%s","unanswered":"","unit":"%s"}' \
        "$([ "$7" = 0 ] || printf '"CO2":"%s"' "$7")" "$6" "$4" "$3" "$1" "$2" "$7" "$5"
}
printf '%s' '{"basis":"location","by_gas":{"CO2":"11.546188809"},"by_month":['"$months"'],"by_scope":{"1":"2.162188809","2":"9.384","3":"0"},"by_source":['"$(source 外购电力 s-power 2 60000 kWh purchased_electricity 9.384),$(source 管道天然气 s-gas 1 1000 Nm3 fuel 2.162188809),$(source 自用光伏 s-pv 2 0 kWh zero_memo 0)"'],"data_quality":{"A":"0.81273571350967157","B":"0.18726428649032843","C":"0","D":"0"},"excluded":[{"reason":"由租户自行核算","source":"出租商铺"}],"factor_set":"2026.1","factor_set_sha256":"'"$ZERO"'","fuel_set":"B","grid":"province","gwp_set":"AR6","intensities":[{"code":"per_night","denominator":"output:room_nights","denominator_value":"2500","name":"每间夜","unit":"kgCO2e/间夜","value":"4.6184755236"},{"code":"per_area","denominator":"profile:floor_area","denominator_value":"0","name":"每平方米","unit":"kgCO2e/㎡","value":null}],"lines":['"$(power 2025-03 40000 6.256),$(power 2025-04 20000 3.128),$gas"'],"location":{"nation":"33.998188809","province":"11.546188809","region":"20"},"market_based":null,"memo":[],"memo_lines":[],"offset_needed_t":"12","outputs":[{"code":"room_nights","quantity":"2500","unit":"night"}],"period":"2025","profile":"P2","profiles":{"P1":"11.546188809","P2":"11.546188809"},"total_tco2e":"11.546188809"}' \
    >"$BAG/data/result/footprint.json"

printf '%%PDF-1.7\n%% 核算报告\n%%%%EOF\n' >"$BAG/data/documents/03-温室气体排放核算报告.pdf"
head -c 20000 /dev/zero | tr '\0' '7' >"$BAG/data/evidence/E0001-2025年4月电费发票.pdf"
printf '%%PDF-1.7\n%% 燃气账单\n%%%%EOF\n' >"$BAG/data/evidence/E0002-燃气账单(3月).pdf"

evidence() { # id, file, record
    local path=$BAG/data/evidence/$1-$2
    printf '{"id":"%s","mediaType":"application/pdf","originalName":"%s","path":"data/evidence/%s-%s","periodFrom":null,"periodTo":null,"sha256":"%s","size":%s,"supports":["%s"]}' \
        "$1" "$2" "$1" "$2" "$(sha "$path")" "$(stat -c %s "$path")" "$3"
}
documents=$(cd "$BAG" && find data -type f ! -path 'data/evidence/*' ! -path data/submission.json | LC_ALL=C sort | while read -r path; do
    case $path in data/documents/*) kind=report ;; *) kind=table ;; esac
    printf '{"kind":"%s","path":"%s","schema":null,"sha256":"%s"},' $kind "$path" "$(sha "$path")"
done)
signer() { printf '{"algorithm":"ES256-CAdES","certificateSha256":"%s","role":"%s"}' "$(sha "$CA/$1.crt")" "$1"; }
PACKAGE=urn:uuid:0b0f3a34-54d2-4b6e-9b53-6a2d9d1f0a01
DOSSIER=urn:uuid:7a1f6a34-54d2-4b6e-9b53-6a2d9d1f0a02
printf '%s' '{"audience":"urn:platform:demo","auditHead":"'"$ZERO"'","claimLevel":"L0","createdAt":"'"$NOW"'","declaration":"我们核对了本材料包中的数据。","documents":['"${documents%,}"'],"dossierId":"'$DOSSIER'","dossierKind":"operation","environment":"trial","evidence":['"$(evidence E0001 2025年4月电费发票.pdf r2),$(evidence E0002 '燃气账单(3月).pdf' r3)"'],"method":{"basis":"location","factorSet":"2026.1","factorSetSha256":"'"$ZERO"'","fuelSet":"B","gridRegion":"province","gwpSet":"AR6","profile":"P2"},"offsets":[],"organization":{"identifier":"NTRCN-'$CODE'","name":"成都示例酒店有限公司"},"packageId":"'$PACKAGE'","period":{"from":"2025-01-01","label":"2025","to":"2025-12-31"},"previousPackageDigest":null,"profileSerial":1,"requiredSigners":["preparer","approver"],"result":{"byGas":{"CO2":"11.546188809"},"byScope":{"1":"2.162188809","2":"9.384","3":"0"},"offsetNeededT":"12","totalTCO2e":"11.546188809"},"revision":1,"signers":['"$(signer preparer),$(signer approver)"'],"site":{"id":"urn:uuid:11111111-54d2-4b6e-9b53-6a2d9d1f0a03","kind":"hotel","name":"示例酒店","region":"510100"},"software":{"buildSha256":"'"$ZERO"'","name":"shell","version":"1"},"specVersion":"1.0","type":"submission"}' \
    >"$BAG/data/submission.json"
tag "$BAG" submission 成都示例酒店有限公司 $PACKAGE
sign preparer 01 "$BAG/tagmanifest-sha256.txt" "$BAG/signatures/preparer.p7s"
sign approver 05 "$BAG/tagmanifest-sha256.txt" "$BAG/signatures/approver.p7s"
pack "$BAG" package.zip

# ---------------------------------------------------------------- the profile

b64() { base64 -w0 "$CA/$1.crt"; }
PROFILE=$OUT/made/profile
rm -rf "$PROFILE"
mkdir -p "$PROFILE/data"
cp "$CA/crl.pem" "$PROFILE/data/crl.pem"
PROFILE_ID=urn:uuid:33333333-54d2-4b6e-9b53-6a2d9d1f0a04
printf '%s' '{"algorithms":["ES256-CAdES","RS256-3072-CAdES"],"createdAt":"'"$NOW"'","crl":"data/crl.pem","environment":"trial","limits":{"bytes":21474836480,"entries":20000},"notAfter":"'"$(date -u -d '+1 year' +%Y-%m-%dT%H:%M:%SZ)"'","notBefore":"'"$NOW"'","packageId":"'$PROFILE_ID'","platform":{"id":"urn:platform:demo","name":"示例碳中和服务平台"},"previousProfileDigest":null,"qrKeys":[],"receiptSigners":["'"$(b64 platform)"'"],"requiredSigners":["preparer","approver"],"roots":["'"$(b64 root)"'"],"schemas":"1.0","serial":1,"specVersion":"1.0","tsa":["'"$(b64 tsa)"'"],"type":"profile"}' \
    >"$PROFILE/data/profile.json"
tag "$PROFILE" profile 示例碳中和服务平台 $PROFILE_ID
seal() { # folder: the platform's signature, by the openssl command itself
    openssl cms -sign -cades -binary -md sha256 -nosmimecap -signer "$CA/platform.pem" -inkey "$CA/platform.key" \
        -in "$1/tagmanifest-sha256.txt" -outform DER -out "$1/signatures/platform.p7s"
}
seal "$PROFILE"
pack "$PROFILE" profile.zip

# ---------------------------------------------------------------- the receipt

RECEIPT=$OUT/made/receipt
rm -rf "$RECEIPT"
mkdir -p "$RECEIPT/data/timestamps" "$RECEIPT/data/attachments"
printf '%%PDF-1.7\n%%%%EOF\n' >"$RECEIPT/data/attachments/受理通知.pdf"
for role in preparer approver; do
    openssl ts -query -data "$BAG/signatures/$role.p7s" -sha256 -cert -no_nonce -out "$OUT/made/$role.tsq" 2>>"$OUT/made/log"
    openssl ts -reply -config "$CA/root.cnf" -section tsa_service -queryfile "$OUT/made/$role.tsq" -signer "$CA/tsa.pem" -inkey "$CA/tsa.key" \
        -out "$RECEIPT/data/timestamps/$role.tsr" 2>>"$OUT/made/log"
done
RECEIPT_ID=urn:uuid:22222222-54d2-4b6e-9b53-6a2d9d1f0a05
printf '%s' '{"audience":"NTRCN-'$CODE'","certificate":null,"corrections":[],"crl":null,"dossierId":"'$DOSSIER'","environment":"trial","issuedAt":"'"$NOW"'","issuer":{"id":"urn:platform:demo","name":"示例碳中和服务平台"},"list":null,"packageId":"'$RECEIPT_ID'","previousReceiptDigest":null,"profileSerial":1,"receiptId":"'$RECEIPT_ID'","result":"received","revocations":[],"sequence":1,"specVersion":"1.0","status":"已受理","submission":{"packageDigest":"'"$(sha "$BAG/tagmanifest-sha256.txt")"'","packageId":"'$PACKAGE'","revision":1,"signatures":{"approver":"'"$(sha "$BAG/signatures/approver.p7s")"'","preparer":"'"$(sha "$BAG/signatures/preparer.p7s")"'"}},"type":"receipt"}' \
    >"$RECEIPT/data/receipt.json"
tag "$RECEIPT" receipt 示例碳中和服务平台 $RECEIPT_ID
seal "$RECEIPT"
pack "$RECEIPT" receipt.zip

# ---------------------------------------------------------------- the factor pack

PACK=$OUT/made/pack
rm -rf "$PACK"
mkdir -p "$PACK/data/tables"
cat >"$PACK/data/tables/factors.csv" <<CSV
id,zh,en,category,scope,value,unit,numerator,per,gas,fuel,parameter,fuel_set,gwp_set,series,vintage,valid_to,region,document,clause,mark,usable
grid_prov_sichuan_2025,四川省级电力平均二氧化碳排放因子2025,sichuan provincial grid 2025,electricity,2,0.1702,kgCO2/kWh,kg,kWh,CO2,,,,,grid_prov_sichuan,2025,2025,四川,"示例公告2026年第1号, 附件",表3,unchecked,yes
CSV
cat >"$PACK/data/tables/gwp.csv" <<CSV
id,species,gas,gwp_set,value,zh,en,vintage,region,document,clause,mark
gwp_ch4_fossil_ar5,CH4-fossil,CH4,AR5,30,化石甲烷 GWP100 AR5,fossil CH4 GWP100 AR5,2013,全球,IPCC AR5 WG1 Table 8.7,GWP-100,unchecked
CSV
PACK_ID=urn:uuid:44444444-54d2-4b6e-9b53-6a2d9d1f0a06
printf '%s' '{"basedOn":null,"environment":"trial","issuedAt":"'"$NOW"'","issuer":{"id":"urn:platform:demo","name":"示例碳中和服务平台"},"name":"2026.03","packageId":"'$PACK_ID'","specVersion":"1.0","title":{"en":"Grid factors of 2025","zh":"2025年电力因子"},"type":"factor-pack"}' \
    >"$PACK/data/pack.json"
tag "$PACK" factor-pack 示例碳中和服务平台 $PACK_ID
seal "$PACK"
pack "$PACK" pack.zip
