/** Invented given and family names, by script, with the region whose phone numbers go with them. */
export interface People {
  /** ISO 3166 alpha-2, a key of the sample phones. */
  readonly country: string;
  readonly given: readonly string[];
  readonly family: readonly string[];
}

export const peoples: readonly [People, ...People[]] = [
  {
    country: "US",
    given: ["Ada", "Grace", "Miles", "June", "O'Neil", "Robin", "Marcus", "Lena"],
    family: ["Whitfield", "Okafor", "Sandoval", "McKenna", "Van der Berg", "Brooks", "O'Shea"],
  },
  { country: "GB", given: ["Alasdair", "Siân", "Imogen", "Rhys"], family: ["Featherstonehaugh", "Llewellyn-Jones", "MacGregor", "Ó Briain"] },
  { country: "DE", given: ["Jürgen", "Käthe", "Zoë", "Björn"], family: ["Weiß", "Müller-Lüdenscheidt", "Groß", "von der Höhe"] },
  { country: "SE", given: ["Åsa", "Søren", "Þóra"], family: ["Ångström", "Östberg", "Sjöström"] },
  { country: "FR", given: ["Éloïse", "François", "Maëlys", "Jean-Loup"], family: ["Lefèvre", "D’Aubigné", "Chênevert"] },
  { country: "PL", given: ["Łukasz", "Żaneta", "Grzegorz"], family: ["Wójcik", "Dąbrowski", "Brzęczyszczykiewicz"] },
  { country: "BR", given: ["João", "Conceição", "Thaís"], family: ["Araújo", "de Sá", "Gonçalves"] },
  { country: "MX", given: ["Íñigo", "Ximena"], family: ["Núñez", "Peña y Lillo"] },
  { country: "GR", given: ["Ελένη", "Γιώργος", "Οδυσσέας"], family: ["Παπαδοπούλου", "Νικολάου", "Σαμαράς"] },
  { country: "BG", given: ["Мария", "Иван", "Йордан"], family: ["Петрова", "Георгиев", "Щерев"] },
  { country: "UA", given: ["Олена", "Їжак", "Андрій"], family: ["Ґудзь", "Шевчук", "Кравець"] },
  { country: "IL", given: ["נועה", "יוסי", "תמר"], family: ["לוי", "כהן", "בן־ארי"] },
  { country: "AE", given: ["ليلى", "عمر", "آمنة"], family: ["الحسن", "عبد الله", "النجّار"] },
  { country: "IN", given: ["आरव", "प्रिया", "श्रीनिवास"], family: ["शर्मा", "अय्यर", "क्षत्रिय"] },
  { country: "TH", given: ["สมชาย", "น้ำฝน"], family: ["ใจดี", "ศรีสุข"] },
  { country: "CN", given: ["丽华", "子轩", "雨桐"], family: ["王", "欧阳", "司马"] },
  { country: "JP", given: ["さくら", "健一", "ユウタ"], family: ["高橋", "𠮷田", "渡邉"] },
  { country: "KR", given: ["서연", "민준", "하늘"], family: ["김", "남궁", "선우"] },
  {
    country: "AU",
    given: ["Sunny ☀️", "Zoë 👩🏽‍🚀", "Hubert Blaine Maximilian Ferdinand Theodore"],
    family: ["Day", "Wolfeschlegelsteinhausenbergerdorff Senior the Third", "N'Dour"],
  },
];

export const companies = [
  "Blue Heron Dental",
  "Café Größe & Söhne",
  "Northwind Yoga",
  "株式会社みどり",
  "Fenix Plumbing Ltd.",
  "O'Hara's Garage",
  "شركة النور",
  "Złoty Róg Sp. z o.o.",
  "Smith, Wesley & Partners",
] as const;
export const tags = ["vip", "trial", "newsletter", "enterprise", "renewal-q4", "beta", "größer als xl", "ログイン済み"] as const;
export const plans = ["Starter", "Growth", "Enterprise"] as const;
