package formats

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

// The same small log in the three forms: a request r1 with two opinions, a
// request r2 without any, an event of nobody, one that refers to what is not
// there, one whose id comes twice, one without a possible time.
const ocelJSON = `{
"objectTypes":[{"name":"pratica","attributes":[{"name":"zona","type":"string"}]},{"name":"parere","attributes":[]}],
"eventTypes":[{"name":"Domanda","attributes":[{"name":"resource","type":"string"}]},{"name":"Parere","attributes":[{"name":"esito","type":"string"}]}],
"events":[
 {"id":"e1","type":"Domanda","time":"2024-01-01T10:00:00Z","attributes":[{"name":"resource","value":"Ada \u00e8"}],"relationships":[{"objectId":"r1","qualifier":"apre"}]},
 {"id":"e2","type":"Domanda","time":"2024-01-02T10:00:00+01:00","relationships":[{"objectId":"r2","qualifier":"apre"},{"objectId":"r2","qualifier":"firma"}]},
 {"id":"e3","type":"Parere","time":"2024-01-05T10:00:00.25Z","attributes":[{"name":"esito","value":true}],"relationships":[{"objectId":"r1"},{"objectId":"p1"},{"objectId":"p2"},{"objectId":"r2"}]},
 {"id":"e4","type":"Parere","time":"2024-01-06T10:00:00Z","attributes":[],"relationships":[]},
 {"id":"e5","type":"Parere","time":"2024-01-07T10:00:00Z","attributes":[],"relationships":[{"objectId":"zz"},{"objectId":"r1"}]},
 {"id":"e1","type":"Parere","time":"2024-01-08T10:00:00Z","attributes":[],"relationships":[{"objectId":"r1"}]},
 {"id":"e7","type":"Parere","time":NaN,"attributes":[],"relationships":[{"objectId":"r1"}]},
 {"id":"e8","type":"Parere","time":"2024-02-30T10:00:00Z","attributes":[],"relationships":[{"objectId":"r1"}]}],
"objects":[
 {"id":"r1","type":"pratica","attributes":[{"name":"zona","time":"2024-01-04T00:00:00Z","value":"B"},{"name":"zona","time":"1970-01-01T00:00:00Z","value":"A"}],"relationships":[{"objectId":"r1","qualifier":"itself"}]},
 {"id":"r2","type":"pratica","attributes":[{"name":"zona","time":"2024-01-03T00:00:00Z","value":7}]},
 {"id":"p1","type":"parere"},{"id":"p2","type":"parere"}]}`

const ocelXML = `<?xml version="1.0" encoding="UTF-8"?>
<log>
 <object-types><object-type name="pratica"><attributes><attribute name="zona" type="string"/></attributes></object-type><object-type name="parere"/></object-types>
 <event-types><event-type name="Domanda"><attributes><attribute name="resource" type="string"/></attributes></event-type><event-type name="Parere"><attributes><attribute name="esito" type="string"/></attributes></event-type></event-types>
 <objects>
  <object id="r1" type="pratica"><attributes><attribute name="zona" time="2024-01-04T00:00:00Z">B</attribute><attribute name="zona" time="1970-01-01T00:00:00Z">A</attribute></attributes><objects><relationship object-id="r1" qualifier="itself"/></objects></object>
  <object id="r2" type="pratica"><attributes><attribute name="zona" time="2024-01-03T00:00:00Z">7</attribute></attributes></object>
  <object id="p1" type="parere"/><object id="p2" type="parere"/>
 </objects>
 <events>
  <event id="e1" type="Domanda" time="2024-01-01T10:00:00Z"><attributes><attribute name="resource">Ada &#232;</attribute></attributes><objects><relationship object-id="r1" qualifier="apre"/></objects></event>
  <event id="e2" type="Domanda" time="2024-01-02T10:00:00+01:00"><objects><relationship object-id="r2" qualifier="apre"/><relationship object-id="r2" qualifier="firma"/></objects></event>
  <event id="e3" type="Parere" time="2024-01-05T10:00:00.25Z"><attributes><attribute name="esito">true</attribute></attributes><objects><relationship object-id="r1"/><relationship object-id="p1"/><relationship object-id="p2"/><relationship object-id="r2"/></objects></event>
  <event id="e4" type="Parere" time="2024-01-06T10:00:00Z"/>
  <event id="e5" type="Parere" time="2024-01-07T10:00:00Z"><objects><relationship object-id="zz"/><relationship object-id="r1"/></objects></event>
  <event id="e1" type="Parere" time="2024-01-08T10:00:00Z"><objects><relationship object-id="r1"/></objects></event>
  <event id="e7" type="Parere" time="NaN"><objects><relationship object-id="r1"/></objects></event>
  <event id="e8" type="Parere" time="2024-02-30T10:00:00Z"><objects><relationship object-id="r1"/></objects></event>
 </events>
</log>`

// ocelSQLite is the same log; the ids of events are unique in a database whose
// keys are declared, so they are not here.
func ocelSQLite(t testing.TB) []byte {
	return databaseOf(t, func(tx *sql.Tx) error {
		_, err := tx.Exec(strings.ReplaceAll(ocelSchema, " PRIMARY KEY", "") + `
CREATE TABLE event_Dom (ocel_id TEXT, ocel_time TEXT, resource TEXT); CREATE TABLE event_Par (ocel_id TEXT, ocel_time TEXT, esito TEXT);
CREATE TABLE object_Pra (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT, zona); CREATE TABLE object_Par (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT);
CREATE VIEW object_object_2 AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT * FROM n;
INSERT INTO event_map_type VALUES ('Domanda','Dom'),('Parere','Par'); INSERT INTO object_map_type VALUES ('pratica','Pra'),('parere','Par');
INSERT INTO object VALUES ('r1','pratica'),('r2','pratica'),('p1','parere'),('p2','parere');
INSERT INTO object_Pra VALUES ('r1','1970-01-01 00:00:00',NULL,'A'),('r1','2024-01-04 00:00:00','zona','B'),('r2','2024-01-03 00:00:00',NULL,7);
INSERT INTO event VALUES ('e1','Domanda'),('e2','Domanda'),('e3','Parere'),('e4','Parere'),('e5','Parere'),('e1','Parere'),('e7','Parere'),('e8','Parere');
INSERT INTO event_Dom VALUES ('e1','2024-01-01 10:00:00','Ada è'),('e2','2024-01-02 10:00:00+01:00',NULL);
INSERT INTO event_Par VALUES ('e3','2024-01-05 10:00:00.250',1),('e4','2024-01-06 10:00:00',NULL),('e5','2024-01-07 10:00:00',NULL),('e7',NULL,NULL),('e8','2024-02-30 10:00:00',NULL);
UPDATE event_Par SET esito='true' WHERE esito='1';
INSERT INTO event_object VALUES ('e1','r1','apre'),('e2','r2','apre'),('e2','r2','firma'),('e3','r1',''),('e3','p1',''),('e3','p2',''),('e3','r2',''),('e5','zz',''),('e5','r1',''),('e7','r1',''),('e8','r1','')`)
		return err
	})
}

func ocelForms(t testing.TB) map[string][]byte {
	return map[string][]byte{"JSON": []byte(ocelJSON), "XML": []byte(ocelXML), "SQLite": ocelSQLite(t)}
}

// TestOCEL flattens the three forms on both types of object.
func TestOCEL(t *testing.T) {
	const none = eventlog.NoTime
	line := func(c, a, who, at string, more string) string {
		return strings.TrimSpace(fmt.Sprintf("%q %q %q %q %s %d%s", c, a, who, "", at, none, more))
	}
	for form, data := range ocelForms(t) {
		t.Run(form, func(t *testing.T) {
			types, err := ObjectTypes(data)
			events := 7
			if form == "SQLite" {
				events = 6 // the links of an id that comes twice are those of the first
			}
			if want := []ObjectType{{Name: "pratica", Objects: 2, Events: events}, {Name: "parere", Objects: 2, Events: 1}}; err != nil || !slices.Equal(types, want) {
				t.Fatalf("%+v, want %+v: %v", types, want, err)
			}
			l, err := ReadBytes(data, eventlog.Options{ObjectType: "pratica", Attributes: []string{"*"}})
			if err != nil {
				t.Fatal(err)
			}
			sameLines(t, form, lines(l.All()), []string{
				line("r1", "Domanda", "Ada è", "1704103200000000", ` "case:zona"="A"`),
				line("r1", "Parere", "", "1704448800250000", ` "case:zona"="B" "esito"="true"`),
				line("r1", "Parere", "", "1704621600000000", ` "case:zona"="B"`),
				line("r2", "Domanda", "", "1704186000000000", ` "case:zona"="7"`),
				line("r2", "Parere", "", "1704448800250000", ` "case:zona"="7" "esito"="true"`),
			})
			var rejected []string
			for _, p := range l.Problems {
				rejected = append(rejected, fmt.Sprintf("%d %s", p.Row, p.Reason))
			}
			want := []string{"4 L'evento non è collegato a nessun oggetto.", "5 L'evento rimanda all'oggetto «zz», che nel registro non c'è.",
				"6 L'identificativo «e1» è già di un altro evento.", "7 Manca la data.", "8 La data «2024-02-30"}
			if form == "XML" {
				want[3] = "7 La data «NaN» non esiste"
			}
			if !slices.EqualFunc(rejected, want, strings.HasPrefix) {
				t.Errorf("%q", rejected)
			}
			l, err = ReadBytes(data, eventlog.Options{ObjectType: "parere"})
			if err != nil || len(l.Cases) != 2 || l.Events() != 2 || l.Row[0] != 3 || l.Row[1] != 3 {
				t.Errorf("%+v %v", l, err)
			}
			_, err = ReadBytes(data, eventlog.Options{ObjectType: "boh"})
			var k *kernel.Error
			if !errors.As(err, &k) || !strings.Contains(err.Error(), "Tipi trovati: «p") {
				t.Error(err)
			}
			p, err := Sniff(strings.NewReader(string(data)), eventlog.Options{ObjectType: "pratica"})
			if err != nil || p.Form != form || len(p.ObjectTypes) != 2 || p.Mapping.Resource != "resource" || len(p.Missing) > 0 || !slices.Contains(p.Header, "case:zona") {
				t.Errorf("%+v %v", p, err)
			}
		})
	}
}
