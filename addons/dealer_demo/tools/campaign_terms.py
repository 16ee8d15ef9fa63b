"""Names and texts of the campaigns in the languages of the dealership."""

TERMS = {
    "ru_RU": {
        "Private customers": "Частные клиенты",
        "Winter tyres and winter check": "Зимние шины и проверка к зиме",
        "Spring check": "Весенняя проверка",
        "Trade-in days": "Дни трейд-ин",
        "Letter about tyres": "Письмо о шинах",
        "Invitation to the trade-in days": "Приглашение на дни трейд-ин",
        "Reminder by SMS": "Напоминание по SMS",
        "Call who was interested": "Звонок заинтересованным",
        "Winter tyres are waiting for you: ask for a date.": (
            "Зимние шины ждут вас: запишитесь на удобный день."
        ),
        "Trade-in days: we value your car while you wait.": (
            "Дни трейд-ин: оценим ваш автомобиль, пока вы ждёте."
        ),
    },
    "zh_CN": {
        "Private customers": "个人客户",
        "Winter tyres and winter check": "冬季轮胎与冬季检查",
        "Spring check": "春季检查",
        "Trade-in days": "置换日",
        "Letter about tyres": "轮胎邮件",
        "Invitation to the trade-in days": "置换日邀请",
        "Reminder by SMS": "短信提醒",
        "Call who was interested": "致电有兴趣的客户",
        "Winter tyres are waiting for you: ask for a date.": (
            "冬季轮胎已备好，欢迎预约。"
        ),
        "Trade-in days: we value your car while you wait.": (
            "置换日：现场评估您的爱车。"
        ),
    },
}
