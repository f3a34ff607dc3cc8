package world

// The word lists of the grammar. Names that stand in several lists are the point of entity recognition.

import "strings"

// firstNames: the last dozen are also places.
var firstNames = strings.Fields(`
	james mary john linda robert susan michael karen david nancy daniel lisa mark emma paul anna steven
	laura kevin alice brian julia eric helen peter diana frank rose henry grace oscar ruby victor clara
	simon ivy leo nora hugo stella sydney florence paris jordan chad georgia chelsea madison charlotte
	victoria austin orlando`)

// lastNames: those from washington on are also places or companies.
var lastNames = strings.Fields(`
	smith jones brown miller wilson moore taylor clark lewis walker hall young king wright hill green
	baker adams nelson carter mitchell turner parker collins cook bell reed ward gray cox washington
	lincoln jackson houston dallas hamilton wellington kingston cleveland carson ford disney morgan
	stanley dell heinz boeing wells harley benz`)

// cities: the first ones are also first or last names; some only stand after "new" or "san" in life.
var cities = strings.Fields(`
	sydney florence paris chelsea madison charlotte victoria austin orlando washington lincoln jackson
	houston dallas hamilton wellington kingston cleveland carson york orleans jersey haven mexico kansas
	oklahoma salt_lake diego francisco jose antonio boston chicago seattle denver miami atlanta portland
	phoenix detroit manchester liverpool leeds bristol hamburg munich lyon milan naples osaka kyoto
	mumbai shanghai`)

// companies: the first ones are also last names, the rest come from fiction.
var companies = strings.Fields(`
	ford disney morgan stanley dell heinz boeing wells harley benz acme globex initech umbrella stark
	wayne cyberdyne hooli tyrell aperture massive vandelay oceanic soylent weyland nakatomi omni
	virtucon zorin gringotts`)

// companySuffixes follow a company's name.
var companySuffixes = strings.Fields(`
	bank university airlines group motors insurance`)

// placeSuffixes make an organisation of a place.
var placeSuffixes = strings.Fields(`
	united university airlines bank`)

// placePrefixes make a place of two words.
var placePrefixes = strings.Fields(`
	new port san north south`)

// positiveWords: the first three close a review.
var positiveWords = strings.Fields(`
	great good wonderful delicious friendly excellent lovely perfect fresh brilliant charming superb
	clean fast amazing beautiful`)

// negativeWords: the first three close a review.
var negativeWords = strings.Fields(`
	terrible bad awful dreadful rude poor horrible boring stale stupid dull nasty dirty slow ugly
	disappointing`)

// aspects are what a review judges.
var aspects = strings.Fields(`
	food service room staff movie story music hotel coffee soup acting view bread wine location book`)

// things change hands in events.
var things = strings.Fields(`
	car book house horse boat guitar lamp coin painting watch bike phone ring hat map clock camera table
	letter ticket`)

// fillerTemplates: N is a thing.
var fillerTemplates = []string{
	"it rained all day .",
	"the N is on the table .",
	"i can see the N .",
	"we walked home .",
	"the N was old and heavy .",
	"she put the N in the box .",
	"who took the N ?",
	"they sat in the garden .",
	"the farmer has a N .",
	"my N is broken .",
}
