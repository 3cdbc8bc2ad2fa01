/** Invented words of what people write down, in many scripts; some as the vendor's editor leaves them, with markup. */
export const taskTitles = [
  "Call back about the outage",
  "Rückruf wegen Störung – bitte vor 16 Uhr",
  "Réserver l’essai, puis rappeler",
  "Zadzwoń w sprawie faktury",
  "Перезвонить по поводу сбоя",
  "להתקשר בחזרה לגבי התקלה",
  "الاتصال بخصوص الانقطاع",
  "ग्राहक को वापस कॉल करें",
  "โทรกลับเรื่องระบบล่ม",
  "回电说明故障情况",
  "障害についてお客様に連絡する",
  "장애 관련 고객에게 전화",
  "Send apology 💐 & credit < 10 %",
] as const;

export const bodies = [
  "Customer cannot log in since this morning.",
  "<p>Kundin wartet auf <strong>Rückmeldung</strong>.</p><ul><li>Störung</li><li>Gutschrift?</li></ul>",
  "First line\nSecond line\n\nThird, after a gap",
  "<p>Il faut rappeler&nbsp;: l’essai finit demain.<br>Merci&nbsp;!</p>",
  "<div>請在週五前回覆</div><div>担当：高橋</div>",
  "הלקוח מבקש עדכון לפני הפגישה",
  '<p>See <a href="https://status.example.com/incidents/7">the status page</a> &amp; call.</p>',
  "Ждёт звонка после 15:00 👩🏽‍🚀",
] as const;

/** Where appointments take place. */
export const places = [
  "https://meet.example.com/abc-defg-hij",
  "12 Example Street, Springfield",
  "Musterstraße 7, 1010 Wien",
  "東京都千代田区例町1-2-3",
  "شارع المثال ١٢، دبي",
  "+1 202-555-0123",
] as const;

export const dealNames = ["Renewal", "Verlängerung 2027", "Neuvertrag · 新規契約", "Extensión", "תוספת משתמשים", "Продление"] as const;
